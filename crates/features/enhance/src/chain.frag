#version 300 es
// The formulas of enhance/chain.rs, which defines them.
precision highp float;
precision highp sampler2D;
// The picture, or the mean of the last ones.
uniform sampler2D picture;
uniform sampler2D original;
uniform sampler2D blocks;
uniform ivec2 size;
// Brightness, contrast, 1/gamma, saturation; sharpness, local contrast, edges, invert.
uniform vec4 tone;
uniform vec4 detail;
// Columns that show the original.
uniform int columns;
out vec4 colour;
const vec3 LUMA = vec3(0.2126, 0.7152, 0.0722);
const int BLOCK = 32;
ivec2 here;

vec3 near(int x, int y) {
    return texelFetch(picture, clamp(here + ivec2(x, y), ivec2(0), size - 1), 0).rgb;
}

float luma(int x, int y) {
    return dot(near(x, y), LUMA);
}

float block(ivec2 at) {
    vec2 parts = texelFetch(blocks, at, 0).rg;
    return parts.r + parts.g / 255.0;
}

float surroundings() {
    ivec2 last = (size + BLOCK - 1) / BLOCK - 1;
    vec2 place = clamp((vec2(here) + 0.5) / float(BLOCK) - 0.5, vec2(0.0), vec2(last));
    ivec2 from = ivec2(place);
    ivec2 to = min(from + 1, last);
    vec2 part = fract(place);
    return mix(
        mix(block(from), block(ivec2(to.x, from.y)), part.x),
        mix(block(ivec2(from.x, to.y)), block(to), part.x),
        part.y);
}

void main() {
    // Rows of a texture begin at the top, those of a canvas at the bottom.
    here = ivec2(int(gl_FragCoord.x), size.y - 1 - int(gl_FragCoord.y));
    if (here.x < columns) {
        colour = vec4(texelFetch(original, here, 0).rgb, 1.0);
        return;
    }
    vec3 s = near(0, 0);
    if (detail.z > 0.0) {
        float across = luma(1, -1) + 2.0 * luma(1, 0) + luma(1, 1) - luma(-1, -1) - 2.0 * luma(-1, 0) - luma(-1, 1);
        float along = luma(-1, 1) + 2.0 * luma(0, 1) + luma(1, 1) - luma(-1, -1) - 2.0 * luma(0, -1) - luma(1, -1);
        s = vec3(length(vec2(across, along)) / 4.0);
    } else {
        float gray = dot(s, LUMA);
        if (detail.x > 0.0) {
            vec3 blurred = (4.0 * s + 2.0 * (near(0, -1) + near(-1, 0) + near(1, 0) + near(0, 1))
                + near(-1, -1) + near(1, -1) + near(-1, 1) + near(1, 1)) / 16.0;
            s += detail.x * (s - blurred);
        }
        if (detail.y > 0.0) {
            s += detail.y * (gray - surroundings());
        }
    }
    s = clamp((s - 0.5) * tone.y + 0.5 + tone.x, 0.0, 1.0);
    // The power of 0 is not defined in this language.
    s = mix(vec3(0.0), pow(max(s, 1e-6), vec3(tone.z)), greaterThan(s, vec3(0.0)));
    float gray = dot(s, LUMA);
    s = gray + tone.w * (s - gray);
    s = mix(s, 1.0 - s, detail.w);
    colour = vec4(clamp(s, 0.0, 1.0), 1.0);
}
