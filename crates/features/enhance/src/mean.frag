#version 300 es
// See enhance/mean.rs.
precision highp float;
precision highp sampler2D;
uniform sampler2D picture;
uniform sampler2D mean;
uniform float weight;
out vec4 colour;

void main() {
    ivec2 here = ivec2(gl_FragCoord.xy);
    vec3 next = texelFetch(picture, here, 0).rgb;
    // What is in there at first is nothing to count on.
    vec3 before = weight < 1.0 ? texelFetch(mean, here, 0).rgb : next;
    colour = vec4(before + (next - before) * weight, 1.0);
}
