package org.llavamed;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.llavamed.checkpoint.Checkpoint;
import org.llavamed.checkpoint.ModelConfig;
import org.llavamed.checkpoint.ProjectorConfig;
import org.llavamed.checkpoint.VisionConfig;
import org.llavamed.error.PromptException;
import org.llavamed.image.ImagePreprocessor;
import org.llavamed.image.ImageSource;
import org.llavamed.internal.generation.Answering;
import org.llavamed.internal.generation.GenerationLimits;
import org.llavamed.internal.generation.LastImage;
import org.llavamed.internal.generation.LogProbs;
import org.llavamed.internal.generation.PromptEncoder;
import org.llavamed.internal.generation.PromptTokens;
import org.llavamed.internal.generation.PromptTokens.PromptImage;
import org.llavamed.internal.generation.Session;
import org.llavamed.internal.generation.TokenLogProb;
import org.llavamed.internal.model.CancelCheck;
import org.llavamed.internal.model.LlavaNetwork;
import org.llavamed.internal.tensor.DType;
import org.llavamed.prompt.AssembledPrompt;
import org.llavamed.prompt.ConversationTemplate;
import org.llavamed.prompt.ConversationTemplates;
import org.llavamed.prompt.PromptPart;
import org.llavamed.prompt.Role;
import org.llavamed.prompt.Turn;
import org.llavamed.tokenizer.Tokenizer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Everything a question passes through, in one place: template, tokenizer, preprocessing, network. Immutable but for the
 * features of the last image; what an answer changes is its {@link Session}.
 */
final class LoadedModel implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LoadedModel.class);

    final Checkpoint checkpoint;
    final Tokenizer tokenizer;
    final ConversationTemplate template;
    final Precision precision;
    private final LlavaNetwork network;
    private final @Nullable ImagePreprocessor preprocessor;
    private final PromptEncoder encoder;
    private final int imagePositions;
    private final LastImage lastImage = new LastImage();
    private final Set<Integer> eosIds;

    private LoadedModel(
            Checkpoint checkpoint,
            Tokenizer tokenizer,
            ConversationTemplate template,
            Precision precision,
            PromptEncoder encoder,
            LlavaNetwork network) {
        ModelConfig config = checkpoint.config();
        this.checkpoint = checkpoint;
        this.tokenizer = tokenizer;
        this.template = template;
        this.precision = precision;
        this.encoder = encoder;
        this.network = network;
        this.preprocessor = config.preprocessing() == null ? null : new ImagePreprocessor(config.preprocessing());
        this.imagePositions = config.vision() == null ? 0 : config.vision().featuresPerImage();
        this.eosIds = new TreeSet<>(config.eosIds());
        if (eosIds.isEmpty()) {
            tokenizer.eosId().ifPresent(eosIds::add);
        }
    }

    /** Opens what is small first, so that a wrong file is reported before gigabytes are touched. */
    static LoadedModel load(Path directory, LoadOptions options) {
        Checkpoint checkpoint = Checkpoint.open(directory, options.checkpoint());
        ModelConfig config = checkpoint.config();
        Tokenizer tokenizer = Tokenizer.load(directory);
        if (tokenizer.addsEos()) {
            LOG.warn(
                    "{}: the tokenizer asks for an end token after every prompt; it is left out, or no answer could follow",
                    directory.getFileName());
        }
        ConversationTemplate template = options.template() != null ? options.template() : chooseTemplate(checkpoint);
        PromptEncoder encoder = new PromptEncoder(
                tokenizer,
                config.imageTokens(),
                config.layout().isHuggingFace(),
                config.language().vocabularySize());
        Precision precision = PrecisionChoice.choose(checkpoint, options.precision(), options.memoryLimit());
        int threads = options.threads().orElseGet(() -> PrecisionChoice.threads(checkpoint, precision));
        DType type = precision == Precision.BF16 ? DType.BF16 : DType.F32;
        LlavaNetwork network = LlavaNetwork.load(checkpoint, type, threads);
        try {
            return new LoadedModel(checkpoint, tokenizer, template, precision, encoder, network);
        } catch (RuntimeException | Error e) {
            network.close();
            throw e;
        }
    }

    private static ConversationTemplate chooseTemplate(Checkpoint checkpoint) {
        ModelConfig config = checkpoint.config();
        ProjectorConfig projector = config.projector();
        try {
            return ConversationTemplates.select(
                    config.modelType(),
                    config.language().family().name().toLowerCase(Locale.ROOT),
                    config.imageTokens().startEnd(),
                    projector != null && projector.type() == ProjectorConfig.Type.LINEAR);
        } catch (PromptException e) {
            throw new PromptException(checkpoint.folder().resolve("config.json") + ": " + e.getMessage(), e);
        }
    }

    Session newSession() {
        return new Session(network, preprocessor, imagePositions, lastImage);
    }

    int contextLength() {
        return checkpoint.config().language().maxPositions();
    }

    /** A conversation as the model reads it. */
    record Prepared(AssembledPrompt prompt, PromptTokens tokens, int positions) {}

    /** Decodes the images, assembles the prompt and tokenises it; computes nothing. */
    Prepared prepare(List<Message> messages) {
        List<PromptImage> images = new ArrayList<>();
        List<Turn> turns = new ArrayList<>();
        for (Message message : messages) {
            for (ImageSource source : message.allImages()) {
                requireVision();
                images.add(PromptImage.of(source.decode()));
            }
            turns.add(turn(message));
        }
        AssembledPrompt prompt = template.render(turns, images.size());
        requirePossible(prompt);
        PromptTokens tokens = encoder.encode(prompt, images);
        long positions = tokens.positions(imagePositions);
        return new Prepared(prompt, tokens, (int) Math.min(Integer.MAX_VALUE, positions));
    }

    /** Refuses a text that cannot fit however it is tokenised, before time and memory go into tokenising it. */
    private void requirePossible(AssembledPrompt prompt) {
        long characters = prompt.text().length();
        long tokens = characters / tokenizer.longestPiece();
        if (tokens > contextLength()) {
            throw new PromptException("the prompt has " + characters + " characters, which is at least " + tokens
                    + " tokens; the context of " + contextLength()
                    + " (max_position_embeddings) is exceeded by at least " + (tokens - contextLength()));
        }
    }

    private void requireVision() {
        VisionConfig vision = checkpoint.config().vision();
        if (vision == null) {
            throw new PromptException(
                    checkpoint.folder() + " is a text-only model: it has no vision tower and takes no image");
        }
    }

    private static Turn turn(Message message) {
        List<PromptPart> parts = message.parts().stream()
                .map(part -> part instanceof ContentPart.Text text
                        ? (PromptPart) new PromptPart.Text(text.text())
                        : new PromptPart.Image())
                .toList();
        return new Turn(message.role(), message.images().size(), parts);
    }

    /** Answers the last message of a conversation; blocks. */
    Reply answer(List<Message> messages, GenerationOptions options, Session session, Generation generation) {
        Prepared prepared = prepare(messages);
        Integer trained = checkpoint.config().tokenizerModelMaxLength();
        GenerationLimits limits = GenerationLimits.plan(
                prepared.positions(),
                options.maxNewTokens(),
                contextLength(),
                trained == null ? OptionalInt.empty() : OptionalInt.of(trained));
        List<String> stops = new ArrayList<>(template.stopStrings());
        stops.addAll(options.stopStrings());
        Answering.Outcome outcome = Answering.answer(
                new Answering.Request(
                        prepared.tokens(), limits, options.sampling(), stops, eosIds, options.alternatives()),
                session,
                tokenizer,
                generation::publish,
                generation::checkWanted,
                generation::promptComputed);
        return reply(prepared, limits, outcome);
    }

    /** Throws {@link IllegalArgumentException} if nothing is asked. */
    static void requireQuestion(List<Message> messages) {
        if (messages.isEmpty() || messages.get(messages.size() - 1).role() != Role.USER) {
            throw new IllegalArgumentException("a conversation to answer ends with a user's message");
        }
    }

    private Reply reply(Prepared prepared, GenerationLimits limits, Answering.Outcome outcome) {
        FinishReason reason =
                switch (outcome.end()) {
                    case EOS, STOP -> FinishReason.STOP;
                    case LENGTH -> FinishReason.LENGTH;
                    case CANCELLED -> FinishReason.CANCELLED;
                };
        return new Reply(
                outcome.text(),
                reason,
                prepared.prompt().text(),
                prepared.tokens().ids(),
                outcome.tokenIds(),
                outcome.logProbs().stream().map(this::score).toList(),
                new Usage(
                        prepared.positions(),
                        prepared.tokens().images().size() * imagePositions,
                        outcome.cachedPositions(),
                        outcome.tokenIds().size()),
                new Timings(outcome.imageNanos() / 1e6, outcome.prefillNanos() / 1e6, outcome.decodeNanos() / 1e6),
                limits.warning() == null ? List.of() : List.of(limits.warning()));
    }

    private TokenScore score(LogProbs logProbs) {
        return new TokenScore(
                candidate(logProbs.chosen()),
                logProbs.top().stream().map(this::candidate).toList());
    }

    private TokenScore.Candidate candidate(TokenLogProb token) {
        String text = token.id() < tokenizer.vocabularySize() ? tokenizer.piece(token.id()) : "";
        return new TokenScore.Candidate(token.id(), text, token.logProb());
    }

    /** Computes a question up to its last logits and keeps what the parity tests compare. */
    ModelTrace trace(List<Message> messages, CancelCheck cancel) {
        Prepared prepared = prepare(messages);
        if (prepared.tokens().images().size() != 1 || preprocessor == null) {
            throw new PromptException("a trace is of one image, not of "
                    + prepared.tokens().images().size());
        }
        GenerationLimits.plan(prepared.positions(), OptionalInt.of(1), contextLength(), OptionalInt.empty());
        PromptImage image = prepared.tokens().images().get(0);
        try (Session session = newSession()) {
            Session.Features features = session.features(image, cancel);
            float[] logits = session.prefill(prepared.tokens(), prepared.positions(), cancel, done -> {})
                    .logits();
            return new ModelTrace(
                    preprocessor.preprocess(image.image()),
                    matrix(features.selected(), features.towerWidth()),
                    matrix(features.projected(), features.hidden()),
                    logits);
        }
    }

    private static ModelTrace.Matrix matrix(float[] values, int columns) {
        return new ModelTrace.Matrix(values.length / columns, columns, values);
    }

    @Override
    public void close() {
        network.close();
    }
}
