package org.llavamed.data.clean;

import org.llavamed.data.dialogue.Speaker;

/**
 * What someone says in a reply.
 *
 * @param speaker who
 * @param text what, without label, code fences, rules across and blanks around
 */
record Said(Speaker speaker, String text) {}
