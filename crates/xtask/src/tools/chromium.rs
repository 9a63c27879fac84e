//! The browser that the end-to-end tests open the Admin Console with.

use super::npm::install_packages;
use super::{Package, install};
use crate::installed::{AXE_VERSION, CHROMIUM, PLAYWRIGHT_VERSION, chromium_driver};

const PACKAGES: &[Package] = &[
    Package(CHROMIUM, "chromium", "opens the Admin Console"),
    Package("/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf", "fonts-dejavu-core", "what it writes with"),
];

/// Installs Debian's Chromium, what drives it, and what judges its pages: some seconds, 400 MB.
pub(crate) fn install_chromium() -> anyhow::Result<()> {
    install(PACKAGES)?;
    let packages = [format!("playwright-core@{PLAYWRIGHT_VERSION}"), format!("axe-core@{AXE_VERSION}")];
    install_packages(&chromium_driver(), &packages, |_| Ok(()))
}
