package org.llavamed.data.figure;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.llavamed.data.file.JsonRecord;
import org.llavamed.error.LlavaMedException;

/**
 * The domains of a figure: any number of the five, written as an object of five booleans. Immutable.
 *
 * @param set the domains, in the order of {@link Domain}
 */
public record Domains(Set<Domain> set) {
    /** No domain. */
    public static final Domains NONE = new Domains(Set.of());

    /**
     * Copies the set.
     *
     * @param set as above
     */
    public Domains {
        EnumSet<Domain> copy = EnumSet.noneOf(Domain.class);
        copy.addAll(set);
        set = Collections.unmodifiableSet(copy);
    }

    /**
     * Some domains.
     *
     * @param domains any number
     * @return the set
     */
    public static Domains of(Domain... domains) {
        return of(List.of(domains));
    }

    /**
     * Some domains.
     *
     * @param domains any number
     * @return the set
     */
    public static Domains of(Collection<Domain> domains) {
        return new Domains(Set.copyOf(domains));
    }

    /**
     * Reads the key {@code domain} of a record.
     *
     * @param record the record
     * @return the domains that are true; none if the key is absent
     * @throws LlavaMedException if it is not an object of booleans or names another domain
     */
    public static Domains parse(JsonRecord record) {
        JsonNode node = record.find("domain");
        if (node == null) {
            return NONE;
        }
        if (!node.isObject()) {
            throw record.refuse("domain", "is " + JsonRecord.kind(node) + ", not an object of five booleans");
        }
        EnumSet<Domain> found = EnumSet.noneOf(Domain.class);
        int known = 0;
        for (Domain domain : Domain.values()) {
            JsonNode value = node.get(domain.key());
            if (value == null) {
                continue;
            }
            known++;
            if (!value.isBoolean()) {
                throw record.refuse("domain." + domain.key(), "is " + JsonRecord.kind(value) + ", not true or false");
            }
            if (value.booleanValue()) {
                found.add(domain);
            }
        }
        if (known < node.size()) {
            throw record.refuse("domain", "has a key that is none of chest_xray, mri, histology, gross, ct_scan");
        }
        return new Domains(found);
    }

    /**
     * Whether a domain is among them.
     *
     * @param domain the domain
     * @return true if it is
     */
    public boolean has(Domain domain) {
        return set.contains(domain);
    }

    /**
     * The object of data files.
     *
     * @return five booleans
     */
    public ObjectNode toJson() {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        for (Domain domain : Domain.values()) {
            node.put(domain.key(), has(domain));
        }
        return node;
    }
}
