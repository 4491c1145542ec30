//! One client's connection, from its first request to its end.

use std::sync::Arc;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;

use crate::cgi::{Answer, Server};
use crate::handle::Counted;
use crate::http::{Request, RequestReader, Response};
use crate::stream::endless_head;

/// Serves requests until the client leaves, a stream has ended, or nothing comes for `idle_timeout`.
pub(crate) async fn serve(server: Arc<Server>, mut connection: TcpStream, idle_timeout: Duration) {
    let _counted = Counted::new(&server.handle, |snapshot| &mut snapshot.connections);
    // A frame's last bytes must not wait for an acknowledgement.
    let _ = connection.set_nodelay(true);
    let mut reader = RequestReader::default();
    loop {
        let request = match timeout(idle_timeout, reader.next(&mut connection)).await {
            Ok(Ok(Some(request))) => request,
            Ok(Ok(None)) | Err(_) => return,
            Ok(Err(error)) => {
                tracing::debug!(%error, "no request");
                if let Some(response) = error.response() {
                    refuse(&server, &mut connection, &response).await;
                }
                return;
            }
        };
        match server.answer(&request).await {
            Answer::Response(response) => {
                let keeps_alive = request.keeps_alive();
                if respond(&server, &mut connection, &request, &response).await.is_err() || !keeps_alive {
                    return;
                }
            }
            Answer::Stream(stream) => {
                server.handle.count(|snapshot| snapshot.streams_served += 1);
                return stream.run(&mut connection).await;
            }
            Answer::EndlessHead(start) => {
                return endless_head(&mut connection, start, server.write_timeout).await;
            }
            Answer::Silence => {
                let mut ignored = [0; 1024];
                while matches!(connection.read(&mut ignored).await, Ok(read) if read > 0) {}
                return;
            }
        }
    }
}

async fn respond(
    server: &Server,
    connection: &mut TcpStream,
    request: &Request,
    response: &Response,
) -> std::io::Result<()> {
    let mut bytes = response.head(request.keeps_alive(), &server.studio.device.headers());
    if request.method != "HEAD" {
        bytes.extend_from_slice(&response.body);
    }
    timeout(server.write_timeout, connection.write_all(&bytes)).await?
}

/// Answers what was no request, and lets the client read the answer before the connection goes.
async fn refuse(server: &Server, connection: &mut TcpStream, response: &Response) {
    let mut bytes = response.head(false, &server.studio.device.headers());
    bytes.extend_from_slice(&response.body);
    let farewell = async {
        connection.write_all(&bytes).await?;
        connection.shutdown().await?;
        // Closing with unread bytes would reset the connection and take the answer with it.
        let mut ignored = [0; 4096];
        for _ in 0..64 {
            if connection.read(&mut ignored).await? == 0 {
                break;
            }
        }
        std::io::Result::Ok(())
    };
    let _ = timeout(Duration::from_secs(2), farewell).await;
}
