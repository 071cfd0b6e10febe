/**
 * Conversation templates and the prompt they assemble. A template is chosen from a checkpoint's configuration ({@link
 * org.llavamed.prompt.ConversationTemplates}) or defined by the application ({@link
 * org.llavamed.prompt.ConversationTemplate#builder}); it turns a conversation into an {@link
 * org.llavamed.prompt.AssembledPrompt}, whose segments keep apart what the template says, what people and the model wrote,
 * and where images stand.
 */
@NullMarked
package org.llavamed.prompt;

import org.jspecify.annotations.NullMarked;
