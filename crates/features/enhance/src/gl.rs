//! The quick way: the formulas on the graphics processor.

use std::cell::{OnceCell, RefCell};
use std::rc::{Rc, Weak};

use wasm_bindgen::JsCast;
use web_sys::{
    ImageBitmap, OffscreenCanvas, OffscreenCanvasRenderingContext2d, WebGl2RenderingContext as Gl2,
    WebGlContextAttributes, WebGlFramebuffer, WebGlProgram, WebGlTexture, WebGlUniformLocation,
    WebglLoseContext,
};

use enhancement::chain::{Chain, blocks};

const WHOLE: &str = include_str!("whole.vert");

/// The pictures of one stream in the graphics processor's memory.
pub(crate) struct Gl {
    context: Rc<Context>,
    size: (i32, i32),
    original: WebGlTexture,
    /// Made when it is first asked for.
    mean: Option<Mean>,
    blocks: Option<Target>,
}

/// The graphics processor, which all streams share: browsers have some sixteen contexts for all pages. It is given back when
/// the last stream is dropped.
struct Context {
    gl: Gl2,
    /// As large as the largest picture.
    canvas: OffscreenCanvas,
    /// The longest side of a picture.
    most: u32,
    chain: Program<4>,
    /// Made when they are first asked for.
    mean: OnceCell<Program<1>>,
    blocks: OnceCell<Program<1>>,
}

thread_local! {
    static SHARED: RefCell<Weak<Context>> = const { RefCell::new(Weak::new()) };
}

/// A program and where its values go.
struct Program<const N: usize> {
    program: WebGlProgram,
    places: [Option<WebGlUniformLocation>; N],
}

/// The mean of pictures, and room for the next.
struct Mean {
    now: Target,
    next: Target,
}

/// A texture that is drawn on.
struct Target {
    texture: WebGlTexture,
    frame: WebGlFramebuffer,
}

impl Context {
    /// The one that there is, or another. `None` as [`Gl::new`].
    fn shared(software: bool) -> Option<Rc<Self>> {
        let known = SHARED.with_borrow(Weak::upgrade);
        if let Some(known) = known.filter(|known| !known.gl.is_context_lost()) {
            return Some(known);
        }
        let context = Rc::new(Self::new(software)?);
        SHARED.replace(Rc::downgrade(&context));
        Some(context)
    }

    fn new(software: bool) -> Option<Self> {
        let canvas = OffscreenCanvas::new(1, 1).ok()?;
        let options = WebGlContextAttributes::new();
        options.set_alpha(false);
        options.set_antialias(false);
        options.set_depth(false);
        options.set_fail_if_major_performance_caveat(!software);
        let gl: Gl2 = canvas.get_context_with_context_options("webgl2", &options).ok()??.unchecked_into();
        if !software && is_software(&gl) {
            return None;
        }
        let most = gl.get_parameter(Gl2::MAX_TEXTURE_SIZE).ok()?.as_f64()? as u32;
        let chain = Program::new(
            &gl,
            include_str!("chain.frag"),
            &["picture", "original", "blocks"],
            ["size", "tone", "detail", "columns"],
        )?;
        Some(Self { gl, canvas, most, chain, mean: OnceCell::new(), blocks: OnceCell::new() })
    }

    /// `None` where nothing finer than eight bits can be drawn on.
    fn mean(&self) -> Option<&Program<1>> {
        if self.mean.get().is_none() {
            self.gl.get_extension("EXT_color_buffer_float").ok()??;
            let textures = ["picture", "mean"];
            let program = Program::new(&self.gl, include_str!("mean.frag"), &textures, ["weight"])?;
            // It is empty.
            let _ = self.mean.set(program);
        }
        self.mean.get()
    }

    fn blocks(&self) -> Option<&Program<1>> {
        if self.blocks.get().is_none() {
            let program = Program::new(&self.gl, include_str!("blocks.frag"), &["picture"], ["size"])?;
            let _ = self.blocks.set(program);
        }
        self.blocks.get()
    }

    /// Gives all that is in it back.
    fn lose(&self) {
        if let Ok(Some(extension)) = self.gl.get_extension("WEBGL_lose_context") {
            extension.unchecked_into::<WebglLoseContext>().lose_context();
        }
    }
}

impl Drop for Context {
    fn drop(&mut self) {
        // Now, and not when the garbage collector gets to it.
        self.lose();
    }
}

impl Gl {
    /// `None` where there is no WebGL2, or none that is worth having (`software`: also one without a graphics processor).
    pub(crate) fn new(width: u32, height: u32, software: bool) -> Option<Self> {
        let context = Context::shared(software)?;
        if width.max(height) > context.most {
            return None;
        }
        let size = (i32::try_from(width).ok()?, i32::try_from(height).ok()?);
        let original = texture(&context.gl)?;
        Some(Self { context, size, original, mean: None, blocks: None })
    }

    /// Whether the browser has taken it away.
    pub(crate) fn is_lost(&self) -> bool {
        self.context.gl.is_context_lost()
    }

    /// Gives all that is in it back, that of all streams.
    #[cfg(all(test, target_arch = "wasm32"))]
    pub(crate) fn lose(&self) {
        self.context.lose();
    }

    /// Whether both have the same context.
    #[cfg(all(test, target_arch = "wasm32"))]
    pub(crate) fn is_beside(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.context, &other.context)
    }

    /// Takes the next picture. `divisor` is that of [`mean::add`](enhancement::mean::add); 0 takes no mean.
    pub(crate) fn take(&mut self, picture: &ImageBitmap, divisor: u16) -> Option<()> {
        let context = Rc::clone(&self.context);
        let gl = &context.gl;
        gl.active_texture(Gl2::TEXTURE0);
        gl.bind_texture(Gl2::TEXTURE_2D, Some(&self.original));
        let (format, kind) = (Gl2::RGBA, Gl2::UNSIGNED_BYTE);
        gl.tex_image_2d_with_u32_and_u32_and_image_bitmap(
            Gl2::TEXTURE_2D,
            0,
            Gl2::RGBA8 as i32,
            format,
            kind,
            picture,
        )
        .ok()?;
        if divisor == 0 {
            self.drop_mean();
            return Some(());
        }
        let program = context.mean()?;
        if self.mean.is_none() {
            let target = || Target::new(gl, Gl2::RGBA32F, self.size);
            self.mean = Some(Mean { now: target()?, next: target()? });
        }
        let mean = self.mean.as_mut()?;
        gl.use_program(Some(&program.program));
        gl.uniform1f(program.places[0].as_ref(), 1.0 / f32::from(divisor));
        bind(gl, &[&self.original, &mean.now.texture]);
        draw(gl, Some(&mean.next.frame), self.size);
        std::mem::swap(&mut mean.now, &mut mean.next);
        Some(())
    }

    /// Draws what was taken: its mean, if that is wanted. Without a chain, as it came.
    pub(crate) fn draw(
        &mut self,
        chain: Option<&Chain>,
        mean: bool,
        on: &OffscreenCanvasRenderingContext2d,
    ) -> Option<()> {
        let neutral = Chain::from(&enhancement::Enhancements::default());
        let mean = mean && chain.is_some();
        let chain = chain.unwrap_or(&neutral);
        let (width, height) = self.size;
        let needs_blocks = chain.local != 0.0 && !chain.edges;
        let context = &self.context;
        let gl = &context.gl;
        if needs_blocks && self.blocks.is_none() {
            self.blocks = Some(Target::new(gl, Gl2::RGBA8, block_size(self.size))?);
        }
        let picture = self.mean.as_ref().filter(|_| mean).map_or(&self.original, |mean| &mean.now.texture);
        if let Some(blocks) = self.blocks.as_ref().filter(|_| needs_blocks) {
            let program = context.blocks()?;
            gl.use_program(Some(&program.program));
            gl.uniform2i(program.places[0].as_ref(), width, height);
            bind(gl, &[picture]);
            draw(gl, Some(&blocks.frame), block_size(self.size));
        }
        // Another size clears the canvas, and takes time.
        let room = (context.canvas.width().max(width as u32), context.canvas.height().max(height as u32));
        if room != (context.canvas.width(), context.canvas.height()) {
            context.canvas.set_width(room.0);
            context.canvas.set_height(room.1);
        }
        gl.use_program(Some(&context.chain.program));
        let [size, tone, detail, columns] = &context.chain.places;
        gl.uniform2i(size.as_ref(), width, height);
        gl.uniform4f(tone.as_ref(), chain.brightness, chain.contrast, chain.exponent, chain.saturation);
        let switch = |on: bool| f32::from(u8::from(on));
        gl.uniform4f(
            detail.as_ref(),
            chain.sharpness,
            chain.local,
            switch(chain.edges),
            switch(chain.invert),
        );
        gl.uniform1i(columns.as_ref(), chain.columns(width as usize) as i32);
        let blocks = self.blocks.as_ref().map_or(&self.original, |blocks| &blocks.texture);
        bind(gl, &[picture, &self.original, blocks]);
        draw(gl, None, self.size);
        if gl.is_context_lost() {
            return None;
        }
        // The picture is in the lower left corner.
        let (width, height) = (f64::from(width), f64::from(height));
        let top = f64::from(room.1) - height;
        on.draw_image_with_offscreen_canvas_and_sw_and_sh_and_dx_and_dy_and_dw_and_dh(
            &context.canvas,
            0.0,
            top,
            width,
            height,
            0.0,
            0.0,
            width,
            height,
        )
        .ok()
    }

    fn drop_mean(&mut self) {
        if let Some(Mean { now, next }) = self.mean.take() {
            now.delete(&self.context.gl);
            next.delete(&self.context.gl);
        }
    }
}

impl Drop for Gl {
    fn drop(&mut self) {
        self.drop_mean();
        let gl = &self.context.gl;
        if let Some(blocks) = self.blocks.take() {
            blocks.delete(gl);
        }
        gl.delete_texture(Some(&self.original));
    }
}

impl<const N: usize> Program<N> {
    /// `textures` become units in their order.
    fn new(gl: &Gl2, fragment: &str, textures: &[&str], places: [&str; N]) -> Option<Self> {
        let program = gl.create_program()?;
        for (kind, source) in [(Gl2::VERTEX_SHADER, WHOLE), (Gl2::FRAGMENT_SHADER, fragment)] {
            let shader = gl.create_shader(kind)?;
            gl.shader_source(&shader, source);
            gl.compile_shader(&shader);
            gl.attach_shader(&program, &shader);
            gl.delete_shader(Some(&shader));
        }
        gl.link_program(&program);
        if !gl.get_program_parameter(&program, Gl2::LINK_STATUS).is_truthy() {
            return None;
        }
        gl.use_program(Some(&program));
        for (unit, name) in (0..).zip(textures) {
            gl.uniform1i(gl.get_uniform_location(&program, name).as_ref(), unit);
        }
        let places = places.map(|name| gl.get_uniform_location(&program, name));
        Some(Self { program, places })
    }
}

impl Target {
    fn new(gl: &Gl2, format: u32, (width, height): (i32, i32)) -> Option<Self> {
        let texture = texture(gl)?;
        gl.tex_storage_2d(Gl2::TEXTURE_2D, 1, format, width, height);
        let frame = gl.create_framebuffer()?;
        gl.bind_framebuffer(Gl2::FRAMEBUFFER, Some(&frame));
        gl.framebuffer_texture_2d(
            Gl2::FRAMEBUFFER,
            Gl2::COLOR_ATTACHMENT0,
            Gl2::TEXTURE_2D,
            Some(&texture),
            0,
        );
        let complete = gl.check_framebuffer_status(Gl2::FRAMEBUFFER) == Gl2::FRAMEBUFFER_COMPLETE;
        complete.then_some(Self { texture, frame })
    }

    fn delete(&self, gl: &Gl2) {
        gl.delete_texture(Some(&self.texture));
        gl.delete_framebuffer(Some(&self.frame));
    }
}

/// Whether a program stands for the graphics processor. `failIfMajorPerformanceCaveat` lets Chromium's SwiftShader pass, which
/// takes several times as long as our own program does.
fn is_software(gl: &Gl2) -> bool {
    /// Of the extension `WEBGL_debug_renderer_info`.
    const UNMASKED_RENDERER: u32 = 0x9246;
    // Without it, the plain name is as good.
    let name = match gl.get_extension("WEBGL_debug_renderer_info") {
        Ok(Some(_)) => UNMASKED_RENDERER,
        _ => Gl2::RENDERER,
    };
    let renderer = gl.get_parameter(name).ok().and_then(|name| name.as_string()).unwrap_or_default();
    ["SwiftShader", "llvmpipe", "softpipe", "Software", "Basic Render"]
        .iter()
        .any(|name| renderer.contains(name))
}

fn block_size((width, height): (i32, i32)) -> (i32, i32) {
    let (columns, rows) = blocks(width as usize, height as usize);
    (columns as i32, rows as i32)
}

/// A texture whose pixels are read one by one; it is bound.
fn texture(gl: &Gl2) -> Option<WebGlTexture> {
    let texture = gl.create_texture()?;
    gl.active_texture(Gl2::TEXTURE0);
    gl.bind_texture(Gl2::TEXTURE_2D, Some(&texture));
    for name in [Gl2::TEXTURE_MIN_FILTER, Gl2::TEXTURE_MAG_FILTER] {
        gl.tex_parameteri(Gl2::TEXTURE_2D, name, Gl2::NEAREST as i32);
    }
    for name in [Gl2::TEXTURE_WRAP_S, Gl2::TEXTURE_WRAP_T] {
        gl.tex_parameteri(Gl2::TEXTURE_2D, name, Gl2::CLAMP_TO_EDGE as i32);
    }
    Some(texture)
}

fn bind(gl: &Gl2, textures: &[&WebGlTexture]) {
    for (unit, texture) in (Gl2::TEXTURE0..).zip(textures) {
        gl.active_texture(unit);
        gl.bind_texture(Gl2::TEXTURE_2D, Some(texture));
    }
}

fn draw(gl: &Gl2, frame: Option<&WebGlFramebuffer>, (width, height): (i32, i32)) {
    gl.bind_framebuffer(Gl2::FRAMEBUFFER, frame);
    gl.viewport(0, 0, width, height);
    gl.draw_arrays(Gl2::TRIANGLES, 0, 3);
}
