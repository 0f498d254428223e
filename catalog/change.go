package catalog

// Change puts New in the place of Old: Old nil creates, New nil drops; a rename is a drop and a create.
type Change struct{ Old, New Object }
