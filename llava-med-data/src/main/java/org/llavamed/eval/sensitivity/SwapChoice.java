package org.llavamed.eval.sensitivity;

/** Which other patient's image stands in for the original under {@link ImageCondition#SWAPPED}. */
public enum SwapChoice {
    /**
     * One of the same organ and modality where there is one: what changes is the patient. Questions for organ and modality keep
     * their right answers.
     */
    ALIKE,
    /**
     * Any: nothing about the question can be seen but by chance, so that a model which looks falls to what can be guessed from the
     * questions alone.
     */
    ANY
}
