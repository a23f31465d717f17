//! A folder, or a store that speaks S3: where lakes lie, and what a run gives.

use std::path::{Path as FilePath, PathBuf};
use std::sync::Arc;

use anyhow::{Context, Result};
use bytes::Bytes;
use futures::TryStreamExt;
use object_store::local::LocalFileSystem;
use object_store::path::Path;
use object_store::{ObjectStore, ObjectStoreExt, PutPayload};
use tokio::runtime::Runtime;

use crate::lake::Source;

/// Its methods wait for the store, and are called from threads that may wait.
#[derive(Debug, Clone)]
pub struct Place {
    store: Arc<dyn ObjectStore>,
    root: Path,
    /// Where it is a folder: files are then read in place.
    folder: Option<PathBuf>,
    runtime: Arc<Runtime>,
    shown: String,
}

impl Place {
    /// `location` is a folder, or an address such as `s3://bucket/lake` with the usual variables of the environment
    /// (`AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY`, `AWS_ENDPOINT`, …). A folder is made where it is to be written.
    ///
    /// # Errors
    /// Where there is no such folder, or the address is none.
    pub fn at(location: &str, create: bool) -> Result<Place> {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build()?;
        let (runtime, shown) = (Arc::new(runtime), location.trim_end_matches('/').to_owned());
        if location.contains("://") {
            let url = location.parse().with_context(|| format!("“{location}”不是地址"))?;
            let variables = std::env::vars().filter(|(name, _)| name.starts_with("AWS_"));
            let variables = variables.map(|(name, value)| (name.to_ascii_lowercase(), value));
            let (store, root) = object_store::parse_url_opts(&url, variables)
                .with_context(|| format!("打不开“{location}”。能用的是文件夹，或 s3:// 开头的地址"))?;
            return Ok(Place { store: store.into(), root, folder: None, runtime, shown });
        }
        let folder = FilePath::new(location);
        if create {
            std::fs::create_dir_all(folder).with_context(|| format!("建不了文件夹“{location}”"))?;
        }
        let store = LocalFileSystem::new_with_prefix(folder).with_context(|| format!("没有文件夹“{location}”"))?;
        let folder = Some(folder.to_owned());
        Ok(Place { store: Arc::new(store.with_automatic_cleanup(true)), root: Path::default(), folder, runtime, shown })
    }

    /// As it was named when it was opened.
    pub fn shown(&self) -> &str {
        &self.shown
    }

    /// Runs something that waits.
    pub fn wait<T>(&self, work: impl Future<Output = T>) -> T {
        self.runtime.block_on(work)
    }

    /// The bytes of a file, read in place where they lie in a folder.
    ///
    /// # Errors
    /// Where it cannot be read.
    pub fn source(&self, path: &str) -> Result<Source> {
        match &self.folder {
            Some(folder) => {
                let path = folder.join(path);
                Ok(Source::of_file(&path).with_context(|| format!("读不了 {}", path.display()))?)
            }
            None => self.read_whole(path).map(Source::Bytes),
        }
    }

    /// # Errors
    /// Where it is not there or cannot be read.
    pub fn read_whole(&self, path: &str) -> Result<Bytes> {
        let whole = self.wait(async { self.store.get(&self.path(path)).await?.bytes().await });
        whole.with_context(|| format!("读不了 {}/{path}", self.shown))
    }

    /// Writes a file whole or not at all.
    ///
    /// # Errors
    /// Where it cannot be written.
    pub fn put(&self, path: &str, bytes: Vec<u8>) -> Result<()> {
        let put = self.wait(self.store.put(&self.path(path), PutPayload::from(bytes)));
        put.with_context(|| format!("写不了 {}/{path}", self.shown)).map(|_| ())
    }

    /// # Errors
    /// Where the store cannot be asked.
    pub fn has(&self, path: &str) -> Result<bool> {
        match self.wait(self.store.head(&self.path(path))) {
            Ok(_) => Ok(true),
            Err(object_store::Error::NotFound { .. }) => Ok(false),
            Err(error) => Err(error).with_context(|| format!("读不了 {}/{path}", self.shown)),
        }
    }

    /// # Errors
    /// Where it cannot be removed.
    pub fn remove(&self, path: &str) -> Result<()> {
        match self.wait(self.store.delete(&self.path(path))) {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => Ok(()),
            Err(error) => Err(error).with_context(|| format!("删不了 {}/{path}", self.shown)),
        }
    }

    /// The paths of all files below a folder of the lake, in order.
    ///
    /// # Errors
    /// Where the store cannot be read.
    pub fn list(&self, folder: &str) -> Result<Vec<String>> {
        let below = self.path(folder);
        let found = self.wait(async { self.store.list(Some(&below)).try_collect::<Vec<_>>().await });
        let found = found.with_context(|| format!("读不了 {}", self.shown))?;
        let inside = |path: &Path| -> Option<String> {
            let parts: Vec<String> = path.prefix_match(&self.root)?.map(|part| part.as_ref().to_owned()).collect();
            Some(parts.join("/"))
        };
        let mut paths: Vec<String> = found.iter().filter_map(|object| inside(&object.location)).collect();
        paths.sort();
        Ok(paths)
    }

    fn path(&self, path: &str) -> Path {
        let parts = path.split('/').filter(|part| !part.is_empty());
        parts.fold(self.root.clone(), |path, part| path.join(part))
    }
}
