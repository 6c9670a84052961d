//! `chancery serve`: a local page to read findings and to try rules on.

mod rules;

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;

use axum::extract::{DefaultBodyLimit, Path, Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use chancery::{Offsets, Target, explain, record};
use chancery_formats::{DEFAULT_MAX_DOCUMENT, DiagnosticRecord, Records, files_below};
use serde::Deserialize;
use serde_json::{Value, json};

use self::rules::Rules;
use super::{Failure, OK, source};

/// Largest body of a request, in bytes: an article and an overlay pack.
const MAX_BODY: usize = 4 << 20;
/// The page: nothing from elsewhere, no inline script, no frame.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; \
                      base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// Open a local page: articles with their findings, and an editor for rules that are tried as you
/// type.
#[derive(clap::Args)]
pub(crate) struct Serve {
    /// Articles to pick from on the page: text files, or folders of .txt files.
    articles: Vec<PathBuf>,
    /// The port on this machine.
    #[arg(long, default_value_t = 8717)]
    port: u16,
    /// Listen on this address instead of this machine alone. Whoever reaches it can use the page.
    #[arg(long, value_name = "ADDRESS")]
    listen: Option<IpAddr>,
    /// A folder of rules to lay over the embedded ones; may be given several times. Files that change
    /// are read again.
    #[arg(long = "rules", value_name = "DIR")]
    rules: Vec<PathBuf>,
}

/// What requests share.
struct Shared {
    rules: Rules,
    articles: Vec<PathBuf>,
    /// Only names of this machine may be asked for: other sites cannot lead a browser here.
    local: bool,
}

impl Serve {
    pub(crate) fn run(self) -> Result<u8, Failure> {
        let mut articles = Vec::new();
        for path in &self.articles {
            let found = files_below(path, &["txt"]);
            articles.extend(found.map_err(|e| Failure::Input(e.to_string()))?);
        }
        let rules = Rules::load(self.rules)?;
        let local = self.listen.is_none_or(|ip| ip.is_loopback());
        let address =
            SocketAddr::new(self.listen.unwrap_or(IpAddr::V4(Ipv4Addr::LOCALHOST)), self.port);
        let shared = Arc::new(Shared { rules, articles, local });
        let runtime =
            tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
        runtime.block_on(async {
            let listener = tokio::net::TcpListener::bind(address).await.map_err(|e| {
                Failure::Usage(format!("cannot listen on {address}: {e}; --port takes another"))
            })?;
            let address = listener.local_addr()?;
            eprintln!("chancery: open http://{address}/ (Ctrl-C ends)");
            axum::serve(listener, router(shared))
                .with_graceful_shutdown(async {
                    // Without a signal handler the process is simply ended.
                    let _ = tokio::signal::ctrl_c().await;
                })
                .await?;
            Ok(OK)
        })
    }
}

fn router(shared: Arc<Shared>) -> Router {
    Router::new()
        .route("/", get(|| file("text/html", include_str!("index.html"))))
        .route("/app.js", get(|| file("text/javascript", include_str!("app.js"))))
        .route("/style.css", get(|| file("text/css", include_str!("style.css"))))
        .route("/api/state", get(state))
        .route("/api/articles/{number}", get(article))
        .route("/api/annotate", post(annotate))
        .route("/api/explain", post(account))
        .layer(DefaultBodyLimit::max(MAX_BODY))
        .layer(middleware::from_fn_with_state(shared.clone(), guard))
        .with_state(shared)
}

/// Refuses foreign names of this machine, and says how the page is to be treated.
async fn guard(State(shared): State<Arc<Shared>>, request: Request, next: Next) -> Response {
    if shared.local && !is_local(request.headers()) {
        return (StatusCode::FORBIDDEN, "this page is for this machine alone").into_response();
    }
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

fn is_local(headers: &HeaderMap) -> bool {
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    let name = host.rsplit_once(':').map_or(host, |(name, port)| {
        if port.bytes().all(|b| b.is_ascii_digit()) { name } else { host }
    });
    let ip = name.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>();
    name == "localhost" || ip.is_ok_and(|ip| ip.is_loopback())
}

async fn file(kind: &'static str, text: &'static str) -> Response {
    ([(header::CONTENT_TYPE, format!("{kind}; charset=utf-8"))], text).into_response()
}

/// What there is to pick, and a number that grows when rule files change.
async fn state(State(shared): State<Arc<Shared>>) -> Json<Value> {
    let names: Vec<String> = shared
        .articles
        .iter()
        .map(|path| path.file_name().unwrap_or_default().to_string_lossy().into_owned())
        .collect();
    Json(json!({"articles": names, "edition": shared.rules.edition()}))
}

/// An article by its number: no path comes from a request.
async fn article(
    State(shared): State<Arc<Shared>>,
    Path(number): Path<usize>,
) -> Result<String, StatusCode> {
    let path = shared.articles.get(number).ok_or(StatusCode::NOT_FOUND)?;
    match Records::text(source(path), DEFAULT_MAX_DOCUMENT).next() {
        Some(Ok(input)) => Ok(input.text.to_string()),
        _ => Err(StatusCode::UNPROCESSABLE_ENTITY),
    }
}

/// An article with the overlay pack of the editor.
#[derive(Deserialize)]
struct Work {
    text: String,
    #[serde(default)]
    rules: String,
    /// The finding to explain.
    #[serde(default)]
    id: Option<String>,
    /// The place to explain: an offset in UTF-16 units, as browsers count.
    #[serde(default)]
    at: Option<usize>,
}

/// The output record, offsets as browsers count, and what is wrong or doubtful in the overlay.
async fn annotate(
    State(shared): State<Arc<Shared>>,
    Json(work): Json<Work>,
) -> Result<Json<Value>, StatusCode> {
    run(move || {
        let (pipeline, diagnostics, sources) = shared.rules.with(&work.rules);
        let found = pipeline.annotate("page", &work.text);
        let diagnostics: Vec<DiagnosticRecord> =
            diagnostics.iter().map(|d| DiagnosticRecord::new(d, &sources)).collect();
        Json(json!({"record": record(&found, Offsets::Utf16), "diagnostics": diagnostics}))
    })
    .await
}

async fn account(
    State(shared): State<Arc<Shared>>,
    Json(work): Json<Work>,
) -> Result<String, StatusCode> {
    run(move || {
        let (pipeline, _, _) = shared.rules.with(&work.rules);
        let found = pipeline.annotate("page", &work.text);
        let target = match (work.id, work.at) {
            (Some(id), _) => Target::Id(id),
            (None, Some(at)) => Target::At(byte_of(&work.text, at)),
            (None, None) => Target::All,
        };
        explain(&pipeline, &found, &target).unwrap_or_else(|e| e.to_string())
    })
    .await
}

/// Runs work that takes a while on a thread of its own.
async fn run<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, StatusCode> {
    tokio::task::spawn_blocking(work).await.map_err(|_| StatusCode::INTERNAL_SERVER_ERROR)
}

/// The byte of the character at an offset in UTF-16 units.
fn byte_of(text: &str, utf16: usize) -> usize {
    let mut units = 0;
    let at = text.char_indices().find(|(_, c)| {
        units += c.len_utf16();
        units > utf16
    });
    at.map_or(text.len(), |(byte, _)| byte)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_names_of_this_machine_are_local() {
        let host = |host: &'static str| {
            let mut headers = HeaderMap::new();
            headers.insert(header::HOST, HeaderValue::from_static(host));
            is_local(&headers)
        };
        assert!(host("localhost:8717") && host("127.0.0.1:8717") && host("[::1]:8717"));
        assert!(
            !host("example.org") && !host("example.org:8717") && !host("127.0.0.1.example.org")
        );
        assert!(!is_local(&HeaderMap::new()));
    }

    #[test]
    fn offsets_of_browsers_become_bytes() {
        assert_eq!(byte_of("aü😀b", 0), 0);
        assert_eq!(byte_of("aü😀b", 1), 1);
        assert_eq!(byte_of("aü😀b", 2), 3);
        assert_eq!(byte_of("aü😀b", 4), 7);
        assert_eq!(byte_of("aü😀b", 99), 8);
    }
}
