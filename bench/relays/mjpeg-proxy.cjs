// npm's mjpeg-proxy: one connection for all viewers, as here.
const { MjpegProxy } = require(process.argv[2]);
const proxy = new MjpegProxy(process.argv[4]);
const server = require("http").createServer(proxy.proxyRequest);
server.listen(Number(process.argv[3]), "127.0.0.1", 4096);
