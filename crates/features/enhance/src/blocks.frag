#version 300 es
// The mean luma of a block (`chain::means`), in two components of eight bits.
precision highp float;
precision highp sampler2D;
uniform sampler2D picture;
uniform ivec2 size;
out vec4 colour;
const int BLOCK = 32;

void main() {
    ivec2 from = ivec2(gl_FragCoord.xy) * BLOCK;
    ivec2 to = min(from + BLOCK, size);
    float sum = 0.0;
    for (int y = from.y; y < to.y; y++) {
        for (int x = from.x; x < to.x; x++) {
            sum += dot(texelFetch(picture, ivec2(x, y), 0).rgb, vec3(0.2126, 0.7152, 0.0722));
        }
    }
    float mean = sum / float((to.x - from.x) * (to.y - from.y)) * 255.0;
    colour = vec4(floor(mean) / 255.0, fract(mean), 0.0, 1.0);
}
