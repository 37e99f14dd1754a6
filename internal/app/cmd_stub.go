package app

type demoCmd struct{}
type importCmd struct{}
type exportCmd struct{}
type benchCmd struct{}
