package org.llavamed.data.phantom;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.llavamed.data.phantom.PhantomQuestion.Topic;

/**
 * Questions of the scripted teacher about findings. After a finding was spoken of, its details are mostly asked for by "it"
 * or "they"; where there may be several, singular and plural are used alike, so that they tell nothing.
 */
final class FindingTalk {
    private static final double NAME_ASKED = 0.6;
    private static final double ALL_AT_ONCE = 0.1;
    private static final double DETAIL_ASKED = 0.95;
    private static final double PRONOUN = 0.8;

    /** Open, as a choice, or to be confirmed: what has to be compared with what is seen takes longest to learn. */
    private static final List<Integer> FORMS = List.of(0, 1, 1, 2, 2);

    /** How often a detail is asked for in two forms. */
    private static final double TWICE = 0.9;

    private static final double BARE = 0.15;

    /** A count of one for each of the others. */
    private static final double ONE_OF_FOUR = 1.0 / 3;

    private static final int SEVERAL = 3;

    private final Draws draws;
    private final boolean sole;
    private final double askedIfPresent;
    private final Set<String> asked = new HashSet<>(); // "How large is it?" can be asked once a dialogue only

    FindingTalk(Draws draws, boolean sole, double askedIfPresent) {
        this.draws = draws;
        this.sole = sole;
        this.askedIfPresent = askedIfPresent;
    }

    /** About a finding that the texts tell of: whether it is there, and what is told of its details. May be empty. */
    List<ScriptedTurn> turns(Finding finding, Wording told) {
        List<ScriptedTurn> turns = new ArrayList<>();
        if (!finding.present()) {
            turns.add(presence(finding, FindingWordings.NO));
            return turns;
        }
        boolean all = draws.chance(ALL_AT_ONCE);
        Wording said = all ? told : Wording.NONE;
        if (draws.chance(askedIfPresent)) {
            turns.add(presence(finding, said.phrase(finding)));
        } else if (sole && draws.chance(NAME_ASKED)) {
            turns.add(name(finding, said.phrase(finding)));
        }
        if (!all || turns.isEmpty()) {
            details(finding, told, turns);
        }
        return turns;
    }

    private ScriptedTurn presence(Finding finding, List<String> no) {
        return presence(finding, draws.pick(no));
    }

    /** The reply to a finding that is there is made of its phrase. */
    private ScriptedTurn presence(Finding finding, String told) {
        FindingKind kind = finding.kind();
        String question = draws.pick(FindingWordings.PRESENCE)
                .replace("{a}", Wording.indefinite(kind))
                .replace("{n}", kind.noun())
                .replace("{be}", kind.isPlural() ? "are" : "is");
        String reply = finding.present() ? draws.pick(FindingWordings.YES).replace("{p}", told) : told;
        String be = (finding.present() ? Wording.isPlural(finding) : kind.isPlural()) ? "are" : "is";
        return turn(
                Topic.PRESENCE,
                finding,
                true,
                finding.present() ? "yes" : "no",
                question,
                reply.replace("{n}", kind.noun()).replace("{be}", be));
    }

    private ScriptedTurn name(Finding finding, String phrase) {
        String reply = draws.pick(FindingWordings.NAMED)
                .replace("{p}", phrase)
                .replace("{be}", Wording.isPlural(finding) ? "are" : "is");
        return turn(Topic.NAME, finding, false, Wording.noun(finding), draws.pick(FindingWordings.NAME), reply);
    }

    private void details(Finding finding, Wording told, List<ScriptedTurn> turns) {
        List<Topic> topics = new ArrayList<>();
        if (told.side() && finding.side() != null) {
            topics.add(Topic.SIDE);
        }
        if (told.size() && finding.size() != null) {
            topics.add(Topic.SIZE);
        }
        if (finding.kind().counted()) { // the noun tells one from several
            topics.add(Topic.COUNT);
        }
        if (told.colour() && finding.colour() != null) {
            topics.add(Topic.COLOUR);
        }
        boolean plural =
                finding.kind().counted() ? draws.chance(0.5) : finding.kind().isPlural();
        while (!topics.isEmpty()) {
            Topic topic = topics.remove(draws.below(topics.size()));
            if (draws.chance(DETAIL_ASKED)) {
                boolean it = !turns.isEmpty() && draws.chance(PRONOUN);
                detail(topic, finding, told, new Subject(finding.kind(), it, plural), turns);
            }
        }
    }

    private void detail(Topic topic, Finding finding, Wording told, Subject subject, List<ScriptedTurn> turns) {
        Side side = finding.side();
        Size size = finding.size();
        Colour colour = finding.colour();
        if (topic == Topic.SIDE && side != null) {
            side(finding, side, subject, turns);
        } else if (topic == Topic.SIZE && size != null) {
            size(finding, size, subject, turns);
        } else if (topic == Topic.COUNT) {
            count(finding, told.count(), subject, turns);
        } else if (colour != null) {
            String question = question(FindingWordings.COLOUR, "", subject);
            turns.add(turn(topic, finding, false, colour.word(), question, is(finding, colour.word())));
        }
    }

    /** A question; by a pronoun one that was not asked before in this dialogue. */
    private String question(List<String> wordings, String named, Subject subject) {
        String question = subject.in(draws.pick(wordings), named);
        if (subject.it() && !asked.add(question)) {
            List<String> others = wordings.stream()
                    .map(wording -> subject.in(wording, named))
                    .filter(other -> !asked.contains(other))
                    .toList();
            question = draws.pick(others);
            asked.add(question);
        }
        return question;
    }

    /** One form or two, of which one is to be confirmed. */
    private List<Integer> forms() {
        int form = draws.pick(FORMS);
        return draws.chance(TWICE) ? List.of(form, form == 2 ? draws.below(2) : 2) : List.of(form);
    }

    /** Left or right is a choice, a side that may also be both is not. */
    private void side(Finding finding, Side side, Subject subject, List<ScriptedTurn> turns) {
        List<Integer> forms = finding.kind().sides().size() == 3 ? List.of(0) : forms();
        forms.forEach(form -> side(form, finding, side, subject, turns));
    }

    private void side(int form, Finding finding, Side side, Subject subject, List<ScriptedTurn> turns) {
        String on = side == Side.BOTH ? "on both sides" : "on the " + side.word() + (draws.chance(0.5) ? " side" : "");
        String place = draws.chance(0.3) ? Wording.FULL.place(finding) : on;
        if (form < 2) {
            String question = question(form == 0 ? FindingWordings.SIDE : FindingWordings.LEFT_OR_RIGHT, "", subject);
            turns.add(turn(Topic.SIDE, finding, form == 1, side.word(), question, is(finding, place)));
            return;
        }
        boolean right = draws.chance(0.5);
        String question = question(FindingWordings.ON_THE, (right ? side : side.mirrored()).word(), subject);
        turns.add(yesNo(Topic.SIDE, finding, right, question, sentence(finding, place)));
    }

    private void size(Finding finding, Size size, Subject subject, List<ScriptedTurn> turns) {
        forms().forEach(form -> size(form, finding, size, subject, turns));
    }

    private void size(int form, Finding finding, Size size, Subject subject, List<ScriptedTurn> turns) {
        if (form < 2) {
            String question = question(form == 0 ? FindingWordings.SIZE : FindingWordings.SMALL_OR_LARGE, "", subject);
            turns.add(turn(Topic.SIZE, finding, form == 1, size.word(), question, is(finding, size.word())));
            return;
        }
        boolean right = draws.chance(0.5);
        Size named = right == (size == Size.SMALL) ? Size.SMALL : Size.LARGE;
        String question = question(FindingWordings.HAS_SIZE, named.word(), subject);
        turns.add(yesNo(Topic.SIZE, finding, right, question, sentence(finding, size.word())));
    }

    private void count(Finding finding, boolean exact, Subject subject, List<ScriptedTurn> turns) {
        List<Integer> forms = !exact
                ? List.of(SEVERAL)
                : draws.chance(TWICE) ? List.of(draws.below(2) * SEVERAL, 2) : List.of(draws.below(4));
        forms.forEach(form -> count(form, finding, exact, subject, turns));
    }

    private void count(int form, Finding finding, boolean exact, Subject subject, List<ScriptedTurn> turns) {
        int count = finding.count();
        FindingKind kind = finding.kind();
        String be = Wording.isPlural(finding) ? "are" : "is";
        boolean several = count == 1 || draws.chance(ONE_OF_FOUR);
        if (form == SEVERAL && several) {
            String word = count == 1 ? "one" : "several";
            String question = draws.pick(FindingWordings.ONE_OR_SEVERAL)
                    .replace("{n}", kind.noun())
                    .replace("{m}", kind.plural());
            turns.add(turn(Topic.COUNT, finding, true, word, question, number(word, be, finding)));
        } else if (form == 2) {
            boolean right = draws.chance(0.5);
            int named = right ? count : 1 + (count + draws.below(3)) % 4; // another one
            String question = draws.pick(FindingWordings.ARE_THERE)
                    .replace("{x}", Wording.number(named) + " " + (named == 1 ? kind.noun() : kind.plural()))
                    .replace("{be}", named == 1 ? "is" : "are");
            String told = number(Wording.number(count), be, finding);
            turns.add(yesNo(Topic.COUNT, finding, right, question, told));
        } else if (exact) {
            String question = question(
                    subject.it() ? FindingWordings.HOW_MANY_OF_THEM : FindingWordings.HOW_MANY, kind.plural(), subject);
            String word = Wording.number(count);
            turns.add(turn(Topic.COUNT, finding, false, word, question, number(word, be, finding)));
        }
    }

    private String number(String word, String be, Finding finding) {
        return Wording.capital(draws.pick(FindingWordings.NUMBER)
                .replace("{x}", word)
                .replace("{be}", be)
                .replace("{n}", Wording.noun(finding)));
    }

    /** Says mostly what is seen before it compares: what a small model has said it can read, as its second word it cannot. */
    private ScriptedTurn yesNo(Topic topic, Finding finding, boolean right, String question, String seen) {
        String word = right ? "yes" : "no";
        String reply = draws.chance(BARE)
                ? Wording.capital(word) + "."
                : seen.substring(0, seen.length() - 1) + ", so " + word + ".";
        return turn(topic, finding, true, word, question, reply);
    }

    /** What is asked for, alone or in a sentence. */
    private String is(Finding finding, String truth) {
        return draws.chance(0.4) ? Wording.capital(truth) + "." : sentence(finding, truth);
    }

    private String sentence(Finding finding, String truth) {
        boolean many = Wording.isPlural(finding);
        String who = draws.chance(0.6) ? (many ? "They" : "It") : "The " + Wording.noun(finding);
        return who + (many ? " are " : " is ") + truth + ".";
    }

    private static ScriptedTurn turn(
            Topic topic, Finding finding, boolean closed, String answer, String question, String reply) {
        return new ScriptedTurn(
                new PhantomQuestion(topic, finding.kind(), closed, Wording.capital(question), answer),
                Wording.capital(reply));
    }
}
