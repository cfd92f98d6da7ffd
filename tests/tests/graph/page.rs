//! The page, in a browser.

use super::{node_with_browser, output, samples, write};

#[test]
fn a_browser_finds_the_page_to_do_what_it_says() {
    let graphs = vec![samples::shop(), samples::cyclic(), samples::hostile(), samples::large()];
    let pages = write("page", "html", graphs, tap_core::graph::html);
    let mut node = node_with_browser("page.test.js");
    node.args(pages.iter().map(|page| &page.file));
    println!("{}", output(&mut node));
}
