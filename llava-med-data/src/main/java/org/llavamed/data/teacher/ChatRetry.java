package org.llavamed.data.teacher;

import java.time.Duration;

/**
 * An attempt failed and there will be another, so that a program can say why it waits. Holds no key, prompt or reply.
 *
 * @param attempt number of the next attempt of the call, from 2
 * @param attempts how many there are at most
 * @param reason what happened to the last one, on one line
 * @param delay how long until the next
 */
public record ChatRetry(int attempt, int attempts, String reason, Duration delay) {}
