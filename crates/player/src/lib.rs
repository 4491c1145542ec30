//! One MJPEG stream in a browser: fetch, parse, decode, draw, statistics.
