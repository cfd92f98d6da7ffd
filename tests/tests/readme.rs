//! What the README shows is what is tested.

use tap_tests::workspace_root;

/// The README's app is the example `hello`, which compiles and emits.
#[test]
fn the_readme_shows_the_hello_example() {
    let read = |path: &str| std::fs::read_to_string(workspace_root().join(path)).expect(path);
    let readme = read("README.md");
    let block = readme.split("```rust,no_run\n").nth(1).and_then(|rest| rest.split("```\n").next());
    assert_eq!(block, Some(read("examples/hello.rs").as_str()), "copy examples/hello.rs into README.md");
}
