using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Gateway.Core.Scim.Errors;

namespace Gateway.Core.Scim.Resources;

/// <summary>Brings what a client sends into the one form in which the gateway keeps it; bodies and PATCH values alike.</summary>
internal static class Canonicalizer
{
    /// <summary>The longest text that an index of both databases takes, in bytes of UTF-8.</summary>
    public const int MaxIndexedBytes = 2000;

    /// <summary>The most values of one attribute: what is added is looked for among them. Members are not meant; they are read apart.</summary>
    public const int MaxElements = 1000;

    /// <summary>A whole resource. The given object is left as it is.</summary>
    /// <param name="active">See <see cref="Finish"/>.</param>
    public static ScimResult<JsonObject> Resource(JsonObject raw, ResourceType type, bool active = true)
    {
        var resource = JsonReading.NewObject();
        resource["schemas"] = null; // Keeps the first place.
        foreach (var (name, value) in raw)
        {
            if (Put(resource, name, value, type) is { } error)
            {
                return error;
            }
        }

        return Finish(resource, raw["schemas"] as JsonArray, type, active) is { } missing ? missing : resource;
    }

    /// <summary>What a whole resource must have in the end: the required attributes, <c>active</c>, and <c>schemas</c> in front.</summary>
    /// <param name="active">What <c>active</c> is where nothing is said: true for a new user, else what it was. Silence reactivates nobody.</param>
    public static ScimError? Finish(JsonObject resource, JsonArray? sentSchemas, ResourceType type, bool active = true)
    {
        foreach (var attribute in type.Schema.Attributes)
        {
            if (attribute.Required && (!CanonicalJson.TryText(resource[attribute.Name], out var text) || string.IsNullOrWhiteSpace(text)))
            {
                return ScimError.InvalidValue($"{attribute.Name} is required: send it with a value.");
            }
        }

        if (type == ResourceType.User && !resource.ContainsKey("active"))
        {
            resource["active"] = active;
        }

        if (!resource.ContainsKey("schemas"))
        {
            resource.Insert(0, "schemas", null);
        }

        resource["schemas"] = SchemasOf(resource, sentSchemas, type);
        return null;
    }

    /// <summary>Sets one top-level member of a body. What is empty, read-only, or a password, is left out.</summary>
    private static ScimError? Put(JsonObject resource, string name, JsonNode? value, ResourceType type)
    {
        if (type.Find(name) is { } attribute)
        {
            if (!IsKept(attribute, type))
            {
                return attribute.Name == "schemas" ? CheckSchemas(value, type) : null;
            }

            return Set(resource, attribute, null, value);
        }

        return name.Contains(':', StringComparison.Ordinal) ? PutQualified(resource, name, value, type) : SetRaw(resource, name, value);
    }

    /// <summary>False for what the gateway computes or forgets: schemas, id, meta, groups, password; and members, which are read apart.</summary>
    public static bool IsKept(AttributeDefinition attribute, ResourceType type) =>
        attribute is { Mutability: Mutability.ReadWrite or Mutability.Immutable, Name: not "schemas" }
        && !(type == ResourceType.Group && attribute.Name == "members");

    /// <summary>Sets, or clears if the value is empty, an attribute whose definition is known.</summary>
    public static ScimError? Set(JsonObject target, AttributeDefinition attribute, AttributeDefinition? parent, JsonNode? value)
    {
        if (Value(attribute, parent, value, out var canonical) is { } error)
        {
            return error;
        }

        if (canonical is null)
        {
            target.Remove(attribute.Name);
        }
        else
        {
            target[attribute.Name] = canonical;
        }

        return null;
    }

    /// <summary>Sets, or clears if the value is empty, an attribute that no schema knows.</summary>
    public static ScimError? SetRaw(JsonObject target, string name, JsonNode? value)
    {
        if (Raw(value) is { } kept)
        {
            target[name] = kept;
        }
        else
        {
            target.Remove(name);
        }

        return null;
    }

    /// <summary>The value as the gateway keeps it; null if it is empty.</summary>
    public static ScimError? Value(AttributeDefinition attribute, AttributeDefinition? parent, JsonNode? value, out JsonNode? canonical)
    {
        canonical = null;
        if (IsEmpty(value))
        {
            return null;
        }

        if (!attribute.MultiValued)
        {
            return Single(attribute, parent, value!, out canonical);
        }

        if (value is JsonArray elements)
        {
            return Elements(attribute, elements, out canonical);
        }

        // One object where an array belongs: there is only one thing it can mean.
        if (value is not JsonObject)
        {
            return Wrong(attribute, parent, value!, "an array of objects");
        }

        var error = Single(attribute, parent, value, out var only);
        canonical = only is null ? null : new JsonArray(only);
        return error;
    }

    /// <summary>The members of a complex value, by the attribute that it belongs to.</summary>
    public static ScimError? Complex(AttributeDefinition attribute, JsonObject value, out JsonObject canonical)
    {
        canonical = JsonReading.NewObject();
        foreach (var (name, part) in value)
        {
            var error = attribute.Find(name) is { } sub ? Set(canonical, sub, attribute, part) : SetRaw(canonical, name, part);
            if (error is not null)
            {
                return error;
            }
        }

        return null;
    }

    /// <summary>What a value that no schema knows is kept as: itself without what is empty, or null.</summary>
    public static JsonNode? Raw(JsonNode? value)
    {
        switch (value)
        {
            case JsonObject item:
                var cleaned = JsonReading.NewObject();
                foreach (var (name, part) in item)
                {
                    if (Raw(part) is { } kept)
                    {
                        cleaned[name] = kept;
                    }
                }

                return cleaned.Count == 0 ? null : cleaned;
            case JsonArray elements:
                var list = new JsonArray();
                foreach (var element in elements)
                {
                    if (Raw(element) is { } kept)
                    {
                        list.Add(kept);
                    }
                }

                return list.Count == 0 ? null : list;
            default:
                return IsEmpty(value) ? null : Copy(value!);
        }
    }

    /// <summary>At most one value of a multi-valued attribute is primary: the last of those that <paramref name="isNewer"/> names, else the last.
    /// RFC 7643 §2.4.</summary>
    public static void KeepOnePrimary(JsonArray elements, Func<JsonObject, bool>? isNewer)
    {
        JsonObject? chosen = null;
        var chosenIsNewer = false;
        foreach (var element in elements)
        {
            if (element is JsonObject item && CanonicalJson.FindBoolean(item, "primary") == true)
            {
                var newer = isNewer?.Invoke(item) ?? false;
                if (newer || !chosenIsNewer)
                {
                    chosen = item;
                    chosenIsNewer = newer;
                }
            }
        }

        foreach (var element in elements)
        {
            if (element is JsonObject item && item != chosen && CanonicalJson.FindBoolean(item, "primary") == true)
            {
                item["primary"] = false;
            }
        }
    }

    /// <summary>Null, "", [] and {} say the same: there is no value. RFC 7643 §2.5, and "Push empty values" of okta.md §1.7.</summary>
    public static bool IsEmpty(JsonNode? value) => value switch
    {
        null => true,
        JsonObject item => item.Count == 0,
        JsonArray elements => elements.Count == 0,
        _ => CanonicalJson.TryText(value, out var text) ? text.Length == 0 : value.GetValueKind() == JsonValueKind.Null,
    };

    /// <summary>The elements of a multi-valued attribute; null if none has a value.</summary>
    private static ScimError? Elements(AttributeDefinition attribute, JsonArray elements, out JsonNode? canonical)
    {
        canonical = null;
        if (elements.Count > MaxElements)
        {
            return TooManyElements(attribute.Name);
        }

        var list = new JsonArray();
        var primaries = 0;
        foreach (var element in elements)
        {
            if (IsEmpty(element))
            {
                continue;
            }

            if (Single(attribute, null, element!, out var kept) is { } error)
            {
                return error;
            }

            if (kept is not null)
            {
                list.Add(kept);
                primaries += kept is JsonObject item && CanonicalJson.FindBoolean(item, "primary") == true ? 1 : 0;
            }
        }

        if (primaries > 1)
        {
            KeepOnePrimary(list, null);
        }

        canonical = list.Count == 0 ? null : list;
        return null;
    }

    private static ScimError? Single(AttributeDefinition attribute, AttributeDefinition? parent, JsonNode value, out JsonNode? canonical)
    {
        canonical = null;
        switch (attribute.Type)
        {
            case AttributeType.Complex:
                return ComplexValue(attribute, parent, value, out canonical);
            case AttributeType.Boolean:
                if (AsBoolean(value) is not { } flag)
                {
                    return Wrong(attribute, parent, value, "true or false");
                }

                canonical = JsonValue.Create(flag);
                return null;
            case AttributeType.Integer or AttributeType.Decimal:
                if (!CanonicalJson.TryNumber(value, out _))
                {
                    return Wrong(attribute, parent, value, "a number");
                }

                canonical = Copy(value);
                return null;
            default:
                if (!CanonicalJson.TryText(value, out var text))
                {
                    return Wrong(attribute, parent, value, "a string");
                }

                if (attribute.Indexed && IsTooLong(text))
                {
                    return ScimError.InvalidValue($"{Label(attribute, parent)} is longer than {MaxIndexedBytes} bytes.");
                }

                canonical = JsonValue.Create(text);
                return null;
        }
    }

    private static ScimError? ComplexValue(AttributeDefinition attribute, AttributeDefinition? parent, JsonNode value, out JsonNode? canonical)
    {
        canonical = null;
        if (value is JsonObject item)
        {
            var error = Complex(attribute, item, out var complex);
            canonical = complex.Count == 0 ? null : complex;
            return error;
        }

        // Okta may send the manager as a plain string (okta.md §1.13).
        if (!attribute.MultiValued && attribute.Find("value") is { } simple && CanonicalJson.TryText(value, out _))
        {
            var complex = JsonReading.NewObject();
            canonical = complex;
            return Set(complex, simple, attribute, value);
        }

        return Wrong(attribute, parent, value, "an object");
    }

    /// <summary>A name with a colon: an extension with its values, or one attribute with its schema in front.</summary>
    private static ScimError? PutQualified(JsonObject resource, string name, JsonNode? value, ResourceType type)
    {
        if (type.FindExtension(name) is { } extension)
        {
            return PutExtension(resource, extension, value);
        }

        if (IsUnder(type.Schema.Id, name, out var core))
        {
            return core.Length > 0 ? Put(resource, core, value, type) : PutAll(resource, value, type);
        }

        foreach (var known in type.Extensions)
        {
            if (IsUnder(known.Id, name, out var attribute))
            {
                return PutExtension(resource, known, new JsonObject { [attribute] = value?.DeepClone() });
            }
        }

        return SetRaw(resource, name, value);
    }

    private static ScimError? PutAll(JsonObject resource, JsonNode? value, ResourceType type)
    {
        if (value is not JsonObject attributes)
        {
            return IsEmpty(value) ? null : ScimError.InvalidValue($"{type.Schema.Id} must be an object.");
        }

        foreach (var (name, inner) in attributes)
        {
            if (!name.Contains(':', StringComparison.Ordinal) && Put(resource, name, inner, type) is { } error)
            {
                return error;
            }
        }

        return null;
    }

    /// <summary>Sets the given attributes of a known extension; one that is left without any goes.</summary>
    public static ScimError? PutExtension(JsonObject resource, SchemaDefinition extension, JsonNode? value)
    {
        if (IsEmpty(value))
        {
            return null;
        }

        if (value is not JsonObject attributes)
        {
            return ScimError.InvalidValue($"{extension.Id} must be an object with the extension's attributes.");
        }

        var held = resource[extension.Id] as JsonObject;
        var target = held ?? JsonReading.NewObject();
        foreach (var (name, part) in attributes)
        {
            var error = extension.Find(name) is { } attribute ? Set(target, attribute, null, part) : SetRaw(target, name, part);
            if (error is not null)
            {
                return error;
            }
        }

        if (target.Count == 0)
        {
            resource.Remove(extension.Id);
        }
        else if (held is null)
        {
            resource[extension.Id] = target;
        }

        return null;
    }

    /// <summary>Whether a name stands under a schema: the URN itself, or the URN, a colon and <paramref name="rest"/>.</summary>
    public static bool IsUnder(string urn, string name, out string rest)
    {
        rest = "";
        if (!name.StartsWith(urn, StringComparison.OrdinalIgnoreCase) || (name.Length > urn.Length && name[urn.Length] != ':'))
        {
            return false;
        }

        rest = name.Length > urn.Length ? name[(urn.Length + 1)..] : "";
        return true;
    }

    /// <summary>The core schema, the known extensions that have values, then the rest in the order of their text: extensions that have values,
    /// and whatever else was sent.</summary>
    private static JsonArray SchemasOf(JsonObject resource, JsonArray? sent, ResourceType type)
    {
        var schemas = new JsonArray(JsonValue.Create(type.Schema.Id));
        foreach (var extension in type.Extensions)
        {
            if (resource.ContainsKey(extension.Id))
            {
                schemas.Add(JsonValue.Create(extension.Id));
            }
        }

        SortedSet<string>? others = null;
        foreach (var (name, value) in resource)
        {
            if (value is JsonObject && name.StartsWith("urn:", StringComparison.OrdinalIgnoreCase) && type.FindExtension(name) is null)
            {
                (others ??= new SortedSet<string>(StringComparer.OrdinalIgnoreCase)).Add(name);
            }
        }

        foreach (var node in sent ?? [])
        {
            if (CanonicalJson.TryText(node, out var urn) && urn.Length > 0 && type.FindExtension(urn) is null
                && !urn.StartsWith("urn:ietf:params:scim:schemas:core:", StringComparison.OrdinalIgnoreCase)
                && !urn.StartsWith("urn:ietf:params:scim:api:", StringComparison.OrdinalIgnoreCase))
            {
                (others ??= new SortedSet<string>(StringComparer.OrdinalIgnoreCase)).Add(urn);
            }
        }

        foreach (var urn in others ?? [])
        {
            schemas.Add(JsonValue.Create(urn));
        }

        return schemas;
    }

    private static ScimError? CheckSchemas(JsonNode? value, ResourceType type)
    {
        if (IsEmpty(value))
        {
            return null;
        }

        var error = ScimError.InvalidValue("schemas must be an array of strings.");
        if (value is not JsonArray schemas)
        {
            return error;
        }

        var core = false;
        foreach (var schema in schemas)
        {
            if (!CanonicalJson.TryText(schema, out var urn))
            {
                return error;
            }

            core |= string.Equals(urn, type.Schema.Id, StringComparison.OrdinalIgnoreCase);
        }

        return core ? null : ScimError.InvalidValue($"schemas must name {type.Schema.Id}, the schema of a {type.Name}.");
    }

    private static bool? AsBoolean(JsonNode value)
    {
        if (value is JsonValue simple && simple.TryGetValue<bool>(out var flag))
        {
            return flag;
        }

        return CanonicalJson.TryText(value, out var text) && bool.TryParse(text, out var parsed) ? parsed : null;
    }

    /// <summary>Whether an index may refuse the text, as it is or folded: folding makes some texts longer and others shorter.</summary>
    public static bool IsTooLong(string text) =>
        text.Length > MaxIndexedBytes / 9
        && (Encoding.UTF8.GetByteCount(text) > MaxIndexedBytes || Encoding.UTF8.GetByteCount(Fold.Of(text)) > MaxIndexedBytes);

    private static JsonNode Copy(JsonNode value) =>
        CanonicalJson.TryText(value, out var text) ? JsonValue.Create(text) : value.DeepClone();

    public static ScimError TooManyElements(string name) =>
        ScimError.InvalidValue($"{ScimError.Shown(name)} may have at most {MaxElements} values.");

    private static ScimError Wrong(AttributeDefinition attribute, AttributeDefinition? parent, JsonNode value, string expected)
    {
        var sent = value.GetValueKind() switch
        {
            JsonValueKind.Number => "a number",
            JsonValueKind.True or JsonValueKind.False => "true or false",
            JsonValueKind.String => "a string",
            JsonValueKind.Array => "an array",
            _ => "an object",
        };
        var advice = expected == "a string" && sent is ("a number" or "true or false") ? ": send it as a string" : "";
        return ScimError.InvalidValue($"{Label(attribute, parent)} must be {expected}, not {sent}{advice}.");
    }

    private static string Label(AttributeDefinition attribute, AttributeDefinition? parent) =>
        parent is null ? attribute.Name : $"{parent.Name}.{attribute.Name}";
}
