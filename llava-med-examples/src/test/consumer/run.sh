#!/usr/bin/env bash
# Builds and runs a project that knows the installed artifacts only: with the natives its program answers, without them it
# fails with one error that names both artifacts. Installs the reactor into the local Maven repository first (the artifacts
# org.llavamed:*:0.1.0-SNAPSHOT there are replaced). Arguments go to Maven, e.g. -o.
set -euo pipefail
cd "$(dirname "$0")"
root=$(cd ../../../.. && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

fail() {
    echo "FAILED: $1" >&2
    sed 's/^/  | /' "$work/out" "$work/err" >&2
    exit 1
}

case "$(uname -s)-$(uname -m)" in
    Linux-aarch64) classifier=linux-aarch64 ;;
    Darwin-arm64) classifier=osx-aarch64 ;;
    *) classifier=linux-x86_64 ;;
esac

echo "Installing the reactor"
mvn -B -ntp -q -f "$root/pom.xml" -DskipTests -Dmaven.javadoc.skip -Dmaven.source.skip install "$@"
java -jar "$root/llava-med-examples/target/llava-med.jar" \
    random-checkpoint --like tiny-llava-med-v1.5 --output "$work/tiny" >"$work/out" 2>"$work/err" || fail "no checkpoint"

run() { # build folder, further Maven arguments: builds the consumer there and runs it
    local build="$work/$1"
    shift
    mkdir "$build"
    cp -R pom.xml src "$build"
    mvn -B -ntp -q -f "$build/pom.xml" "-Dnative.classifier=$classifier" process-classes "$@"
    java -cp "$build/target/classes:$build/target/lib/*" example.FiveLines \
        "$work/tiny" "$root/docs/images/sample-phantom.png" >"$work/out" 2>"$work/err"
}

echo "With the natives"
run with "$@" || fail "the program did not end well"
[ "$(wc -c <"$work/out")" -gt 1 ] || fail "no answer"
echo "  it answered: $(head -c 60 "$work/out" | head -n 1)"

echo "Without the natives"
if run without -DwithoutNatives "$@"; then
    fail "the program ended well without the natives"
fi
for name in "org.llavamed.error.EngineException" \
    "ai.djl.pytorch:pytorch-native-cpu:2.7.1:$classifier" "ai.djl.pytorch:pytorch-jni:2.7.1-0.35.1"; do
    grep -qF "$name" "$work/err" || fail "the error does not name $name"
done
[ "$(grep -cE '^(Exception in|Caused by)' "$work/err")" -eq 1 ] || fail "more than one error"
echo "  $(grep -F EngineException "$work/err")"
echo "OK"
