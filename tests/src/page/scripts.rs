//! What the tests ask of a page in its own language.

/// Attribute `data-ARGUMENT` of the viewer.
pub(super) const DATA: &str = "
    const viewer = document.querySelector('[data-state]');
    return viewer && viewer.getAttribute('data-' + arguments[0]);
";

/// The pixels of the canvas, or of the video that is shown in its place, as a PNG in base64, at the
/// size that the viewer tells; null without any. The canvas itself belongs to the worker: only a
/// copy can be read.
pub(super) const READ_CANVAS: &str = "
    const viewer = document.querySelector('[data-state]');
    const canvas = viewer && viewer.querySelector(viewer.dataset.sink === 'video' ? 'video' : 'canvas');
    const [width, height] = viewer ? [+viewer.dataset.width, +viewer.dataset.height] : [0, 0];
    if (!canvas || !width || !height) return null;
    const copy = new OffscreenCanvas(width, height);
    const context = copy.getContext('2d');
    context.imageSmoothingEnabled = false;
    context.drawImage(canvas, 0, 0, width, height);
    return copy.convertToBlob().then((blob) => new Promise((resolve, reject) => {
        const reader = new FileReader();
        reader.onload = () => resolve(reader.result.slice(reader.result.indexOf(',') + 1));
        reader.onerror = () => reject(reader.error);
        reader.readAsDataURL(blob);
    }));
";

/// The viewer's attributes and what the page reads like.
pub(super) const DESCRIBE: &str = "
    const viewer = document.querySelector('[data-state]');
    return { url: location.href, viewer: viewer && { ...viewer.dataset }, text: document.body.innerText.slice(0, 500) };
";
