package app

type benchCmd struct{}
