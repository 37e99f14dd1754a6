// Package proving holds the tests of the commands that prove what monitoring stored: verify and replay, from the command line down to the store.
package proving
