//! The layers of settings for any command that runs unattended.

use crate::config::Layers;
use crate::error::Result;
use std::path::{Path, PathBuf};

/// File that is read where none is named.
const FILE: &str = "tidewaiter.toml";

/// Where settings come from.
#[derive(Debug, clap::Args)]
pub(super) struct SettingArgs {
    /// Settings' file [default: tidewaiter.toml, where there is one]
    #[arg(long, env = "TIDEWAITER_CONFIG", hide_env_values = true, value_name = "FILE")]
    config: Option<PathBuf>,
    /// A setting that comes before environment and file; may be given more than once
    #[arg(long, value_name = "SECTION.NAME=VALUE")]
    set: Vec<String>,
}

impl SettingArgs {
    /// The settings as they hold.
    ///
    /// # Errors
    /// [`crate::error::Error::Usage`] with the place of what is unknown or cannot be meant.
    pub fn layers(&self) -> Result<Layers> {
        let file = self.config.clone().or_else(|| Some(PathBuf::from(FILE)).filter(|path| path.is_file()));
        // A variable that is not text is none of ours.
        let environment: Vec<(String, String)> = std::env::vars_os()
            .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
            .collect();
        Layers::gather(file.as_deref().map(Path::new), &environment, &self.set)
    }
}
