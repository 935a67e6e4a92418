"""What the seed documents are known to hold."""

CONTINUAL_LEARNING = {
    "Bio-Inspired, Task-Free Continual Learning through Activity Regularization",
    "Continual Learning in Recurrent Neural Networks",
    "Continual Learning through Control Minimization",
    "Continual learning with hypernetworks",
    "Local vs Global continual learning",
    "Posterior Meta-Replay for Continual Learning",
    "Towards guarantees for parameter isolation in continual learning",
}
