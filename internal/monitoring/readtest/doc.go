// Package readtest holds tests over reading positions, asking who was near, and destroying what is kept no longer.
package readtest
