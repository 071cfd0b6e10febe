package org.llavamed.data.fetch;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import org.llavamed.data.file.JsonRecord;
import org.llavamed.data.file.SafeName;
import org.llavamed.error.LlavaMedException;

/** A line of {@code image_urls.jsonl}: the image of a figure, and the package that it is in. */
record ImageUrl(int line, String pairId, URI address, String path) {
    private static final String PMC = "ftp://ftp.ncbi.nlm.nih.gov/";

    /** Reads a line; throws {@link LlavaMedException} if it names no image that can be fetched. */
    static ImageUrl of(JsonRecord json) {
        String pairId = json.string("pair_id");
        String problem = SafeName.problem(pairId);
        if (problem != null) {
            throw json.refuse("pair_id", "\"" + pairId + "\" " + problem);
        }
        String path = json.string("image_file_path");
        String plain = path.replaceFirst("^(?:\\.?/)+", "");
        if (plain.isBlank()) {
            throw json.refuse("image_file_path", "is empty");
        }
        return new ImageUrl(json.number(), pairId, address(json), plain);
    }

    /** The published lists say ftp, which the server has given up for https. */
    private static URI address(JsonRecord json) {
        String url = json.string("pmc_tar_url").strip();
        String web = url.startsWith(PMC) ? "https" + url.substring("ftp".length()) : url;
        try {
            URI address = new URI(web);
            String scheme =
                    address.getScheme() == null ? "" : address.getScheme().toLowerCase(Locale.ROOT);
            if ((scheme.equals("http") || scheme.equals("https")) && address.getHost() != null) {
                return address;
            }
        } catch (URISyntaxException e) {
            throw json.refuse("pmc_tar_url", "is no address (" + e.getReason() + ")");
        }
        throw json.refuse("pmc_tar_url", "\"" + url + "\" is no http or https address");
    }

    String fileName() {
        return path.substring(path.lastIndexOf('/') + 1);
    }
}
