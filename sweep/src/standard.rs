//! The standard of a run: the built-in one or that of a folder, with other values of its parameters.

use std::path::{Path, PathBuf};

use anyhow::Result;
use office::Setting;
use office::standard::{Places, load};
use rulebook::Rulebook;
use terminal::typed::setting;

/// What is taken to be otherwise than the standard says.
#[derive(Debug, Clone, Default, clap::Args)]
pub struct Otherwise {
    /// 参数和它的新值，可以写多次，如 党员年度学时=40，或 党员年度学时=40@2020-01-01
    #[arg(long, value_name = "名称=值", value_parser = setting)]
    pub set: Vec<Setting>,
    /// 用这个文件夹里的标准；只有叠加层的，叠在内置的标准上
    #[arg(long, value_name = "文件夹")]
    pub rulebook: Option<PathBuf>,
}

impl Otherwise {
    /// # Errors
    /// Where the folder holds no standard, it has errors, or a parameter or its value will not do.
    pub fn standard(&self) -> Result<Rulebook> {
        let rulebook = load(&Places::in_folder(self.rulebook.as_deref().map(Path::new))?)?;
        Ok(if self.set.is_empty() { rulebook } else { office::with_settings(&rulebook, &self.set)? })
    }
}
