package app

type exportCmd struct{}
type benchCmd struct{}
