//! The page, in a browser.

use super::{samples, write};
use std::path::PathBuf;
use tap_tests::browser;

#[test]
fn a_browser_finds_the_page_to_do_what_it_says() {
    let graphs = vec![samples::shop(), samples::cyclic(), samples::hostile(), samples::large()];
    let pages: Vec<PathBuf> =
        write("page", "html", graphs, tap_core::graph::html).into_iter().map(|written| written.file).collect();
    println!("{}", browser::check("graph.test.js", &pages));
}
