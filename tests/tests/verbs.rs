//! The verbs `graph` and `simulate` as users run them, and what every verb does when it cannot print or write.

#[path = "verbs/graph.rs"]
mod graph;
#[path = "verbs/outputs.rs"]
mod outputs;
#[path = "verbs/scene.rs"]
mod scene;
#[path = "verbs/simulate.rs"]
mod simulate;
#[path = "verbs/simulate_inputs.rs"]
mod simulate_inputs;
