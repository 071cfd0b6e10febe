package org.llavamed.data.teacher;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Where chat completions are, under a base URL as the provider gives it.
 *
 * @param base the base URL without a slash at the end, a query or a user
 * @param azureApiVersion the version in Azure's URLs, or null for all others
 */
record Endpoint(String base, @Nullable String azureApiVersion) {
    private static final String COMPLETIONS = "/chat/completions";
    private static final String AZURE_HOST = ".openai.azure.com";

    /**
     * Checks a base URL. What is wrong with it is said without it: a key may stand there by mistake.
     *
     * @throws IllegalArgumentException if there can be no server
     */
    static Endpoint of(String baseUrl, @Nullable String azureApiVersion) {
        URI uri;
        try {
            uri = new URI(baseUrl.strip());
        } catch (URISyntaxException e) {
            throw wrong("is no URL: " + e.getReason() + " at position " + (e.getIndex() + 1));
        }
        String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
        if (!scheme.equals("http") && !scheme.equals("https")) {
            throw wrong("does not begin with http:// or https://");
        }
        String authority = uri.getRawAuthority() == null ? "" : uri.getRawAuthority();
        if (authority.indexOf('@') >= 0) {
            throw wrong("has a user or password: the key belongs in the environment");
        }
        if (uri.getRawQuery() != null || uri.getRawFragment() != null) {
            throw wrong("has a query or fragment: Azure's api-version is an option of its own");
        }
        if (uri.getHost() == null || uri.getPort() > 65_535) {
            throw wrong("has no host that a URL may have (letters, digits, - and .) or no such port");
        }
        String path = withoutEnd(withoutEnd(uri.getRawPath(), "/"), COMPLETIONS);
        if (path.contains("/openai/deployments/")) {
            throw wrong("names a deployment: that is the model's name; the URL ends before /openai");
        }
        String base = scheme + "://" + authority + withoutEnd(path, "/");
        boolean azure = uri.getHost().toLowerCase(Locale.ROOT).endsWith(AZURE_HOST);
        if (azure && azureApiVersion == null && !path.endsWith("/openai/v1")) {
            throw wrong("is Azure's: it needs an api-version, or /openai/v1 at its end");
        }
        if (azureApiVersion != null && !azureApiVersion.matches("[A-Za-z0-9._-]{1,40}")) {
            throw new IllegalArgumentException("the api-version is not one like 2024-10-21");
        }
        return new Endpoint(azureApiVersion == null ? base : withoutEnd(base, "/openai"), azureApiVersion);
    }

    private static IllegalArgumentException wrong(String what) {
        return new IllegalArgumentException("the base URL " + what);
    }

    private static String withoutEnd(String text, String end) {
        return text.endsWith(end) ? text.substring(0, text.length() - end.length()) : text;
    }

    /** The URL for a model; on Azure the model is the deployment's name. */
    URI completions(String model) {
        if (azureApiVersion == null) {
            return URI.create(base + COMPLETIONS);
        }
        String deployment = URLEncoder.encode(model, StandardCharsets.UTF_8)
                .replace("+", "%20")
                .replace(".", "%2E");
        return URI.create(base + "/openai/deployments/" + deployment + COMPLETIONS + "?api-version=" + azureApiVersion);
    }

    /** Whether what is sent there can be read on the way: plain HTTP to another computer. */
    boolean open() {
        if (base.startsWith("https:")) {
            return false;
        }
        String host = URI.create(base).getHost().toLowerCase(Locale.ROOT);
        return !(host.equals("localhost")
                || host.endsWith(".localhost")
                || host.equals("[::1]")
                || host.matches("127\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}"));
    }
}
