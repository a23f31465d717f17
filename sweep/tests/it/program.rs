//! The program as it is used, in folders and in a store that speaks S3.

use std::path::Path;
use std::process::{Command, Output};

use hyper_util::rt::{TokioExecutor, TokioIo};
use hyper_util::server::conn::auto::Builder;
use s3s::auth::SimpleAuth;
use s3s::service::S3ServiceBuilder;

const KEY: &str = "a-key-for-tests";
const SECRET: &str = "a-secret-for-tests";

/// Serves a folder as buckets until the test ends, and gives its address.
fn store(folder: &Path) -> String {
    let mut service = S3ServiceBuilder::new(s3s_fs::FileSystem::new(folder).unwrap());
    service.set_auth(SimpleAuth::from_single(KEY, SECRET));
    let service = service.build();
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    listener.set_nonblocking(true).unwrap();
    std::thread::spawn(move || {
        tokio::runtime::Runtime::new().unwrap().block_on(async move {
            let listener = tokio::net::TcpListener::from_std(listener).unwrap();
            while let Ok((socket, _)) = listener.accept().await {
                let service = service.clone();
                tokio::spawn(async move {
                    Builder::new(TokioExecutor::new()).serve_connection(TokioIo::new(socket), service).await.ok();
                });
            }
        });
    });
    address
}

fn swept(store: &str, arguments: &[&str]) -> Output {
    let variables = [
        ("AWS_ACCESS_KEY_ID", KEY),
        ("AWS_SECRET_ACCESS_KEY", SECRET),
        ("AWS_REGION", "here"),
        ("AWS_ENDPOINT", store),
        ("AWS_ALLOW_HTTP", "true"),
    ];
    Command::new(env!("CARGO_BIN_EXE_wuhua-sweep")).args(arguments).envs(variables).output().unwrap()
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr)
}

#[test]
fn a_lake_and_its_results_lie_in_a_store_as_in_a_folder() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir_all(folder.path().join("store/bucket")).unwrap();
    let store = store(&folder.path().join("store"));
    let local = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let mut tables = Vec::new();
    for place in ["s3://bucket/deep".to_owned(), local("local")] {
        let (lake, out, other) = (format!("{place}/lake"), format!("{place}/out"), format!("{place}/other"));
        let made = swept(&store, &["simulate", &lake, "--branches", "12"]);
        assert!(made.status.success() && said(&made).contains("造了 22 个组织"), "{}", said(&made));
        let ran = swept(&store, &["run", &lake, "--as-of", "2025-12-31,2026-12-31", "--out", &out, "--findings"]);
        assert!(ran.status.success() && said(&ran).contains("2026-12-31      22  组织生活"), "{}", said(&ran));
        let set = ["--set", "党员年度学时=40", "--threads", "1"];
        let arguments = [&["run", &lake, "--as-of", "2026-12-31,2025-12-31", "--out", &other], &set[..]].concat();
        let otherwise = swept(&store, &arguments);
        assert!(otherwise.status.success(), "{}", said(&otherwise));
        let compared = swept(&store, &["compare", &out, &other]);
        assert!(compared.status.success() && said(&compared).contains("M3"), "{}", said(&compared));
        tables.push([ran.stdout, otherwise.stdout, compared.stdout]);
        // Done already: nothing is made again, and the same is told.
        let again = swept(&store, &["run", &lake, "--as-of", "2025-12-31,2026-12-31", "--out", &out, "--findings"]);
        assert_eq!(again.stdout, tables.last().unwrap()[0]);
    }
    assert_eq!(tables[0], tables[1]);
}

#[test]
fn what_cannot_be_is_said_in_chinese() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let nowhere = swept("", &["run", &path("nowhere"), "--as-of", "2026-12-31", "--out", &path("out")]);
    assert_eq!(nowhere.status.code(), Some(1));
    assert!(said(&nowhere).starts_with("错误：没有文件夹"), "{}", said(&nowhere));
    for (arguments, expected) in [
        (vec!["run", "lake", "--as-of", "2026-13-01", "--out", "out"], "不是日期"),
        (vec!["simulate", "lake", "--branches", "0"], "--branches"),
        (vec!["run", "lake", "--as-of", "2026-12-31"], "--out"),
        (vec!["swep"], "swep"),
    ] {
        let refused = swept("", &arguments);
        assert_eq!(refused.status.code(), Some(2), "{arguments:?}: {}", said(&refused));
        assert!(said(&refused).contains(expected) && said(&refused).contains("错误"), "{}", said(&refused));
    }
    let unknown = swept("", &["sync", &path("no-ledger"), &path("lake")]);
    assert_eq!(unknown.status.code(), Some(1));
    assert!(said(&unknown).contains("错误："), "{}", said(&unknown));
    assert!(swept("", &["simulate", &path("few"), "--branches", "3"]).status.success());
    let twice = swept("", &["simulate", &path("few"), "--branches", "3"]);
    assert!(said(&twice).contains("已有组织"), "{}", said(&twice));
    let parameter = ["run", &path("few"), "--as-of", "2026-12-31", "--out", &path("out"), "--set", "学时上限=1"];
    let parameter = swept("", &parameter);
    assert!(parameter.status.code() == Some(1) && said(&parameter).contains("学时上限"), "{}", said(&parameter));
    let unfinished = swept("", &["compare", &path("few"), &path("few")]);
    assert!(said(&unfinished).contains("不是一次运行的结果"), "{}", said(&unfinished));
}
