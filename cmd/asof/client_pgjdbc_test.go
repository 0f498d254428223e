package main_test

import (
	"path/filepath"
	"testing"
)

func TestPgjdbc(t *testing.T) {
	java := needProgram(t, "java", "openjdk-17-jdk-headless")
	needProgram(t, "javac", "openjdk-17-jdk-headless") // what runs a source file is in the JDK only
	runClient(t, client{program: java, args: []string{"-Xmx256m", "-cp", needPgjdbc(t), filepath.Join("testdata", "clients", "java", "PgjdbcClient.java")}})
}
