using System.Text.Json;
using Gateway.Core.Scim.Errors;
using Gateway.Core.Scim.Resources;

namespace Gateway.Core.Scim.Patch;

/// <summary>Reads the body of a PATCH. RFC 7644 §3.5.2.</summary>
public static class PatchReader
{
    public const int MaxOperations = 1000;

    /// <summary>The operations in order. Values stay in the body's bytes until they are applied.</summary>
    public static ScimResult<IReadOnlyList<PatchOperation>> Read(ReadOnlyMemory<byte> json)
    {
        json = json[JsonReading.MarkLength(json.Span)..];
        List<PatchOperation>? operations = null;
        if (JsonReading.WalkObject(json.Span, (ref Utf8JsonReader reader) => ReadBody(ref reader, json, out operations)) is { } error)
        {
            return error;
        }

        return operations is { Count: > 0 }
            ? ScimResult.Of<IReadOnlyList<PatchOperation>>(operations)
            : ScimError.InvalidSyntax("A PATCH needs Operations: an array of one or more.");
    }

    private static ScimError? ReadBody(ref Utf8JsonReader reader, ReadOnlyMemory<byte> json, out List<PatchOperation>? operations)
    {
        operations = null;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            if (JsonReading.ReadName(ref reader, out var name) is { } unreadable)
            {
                return unreadable;
            }

            ScimError? error;
            if (name.Equals("Operations", StringComparison.OrdinalIgnoreCase))
            {
                error = operations is null ? ReadOperations(ref reader, json, out operations) : JsonReading.TwiceInOneObject(name);
            }
            else if (name.Equals("schemas", StringComparison.OrdinalIgnoreCase))
            {
                error = ReadSchemas(ref reader);
            }
            else
            {
                error = JsonReading.Check(ref reader);
            }

            if (error is not null)
            {
                return error;
            }
        }

        return null;
    }

    private static ScimError? ReadOperations(ref Utf8JsonReader reader, ReadOnlyMemory<byte> json, out List<PatchOperation> operations)
    {
        operations = [];
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            return ScimError.InvalidSyntax("Operations must be an array.");
        }

        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (operations.Count == MaxOperations)
            {
                return ScimError.TooMany($"A PATCH may have at most {MaxOperations} operations: send the rest in another request.");
            }

            if (reader.TokenType != JsonTokenType.StartObject)
            {
                return ScimError.InvalidSyntax($"Operation {operations.Count + 1} must be an object.");
            }

            if (ReadOperation(ref reader, json, operations.Count + 1, out var operation) is { } error)
            {
                return error;
            }

            operations.Add(operation);
        }

        return null;
    }

    private static ScimError? ReadOperation(ref Utf8JsonReader reader, ReadOnlyMemory<byte> json, int number, out PatchOperation operation)
    {
        operation = null!;
        string? verb = null, path = null;
        var value = default(ReadOnlyMemory<byte>);
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            if (JsonReading.ReadName(ref reader, out var name) is { } unreadable)
            {
                return unreadable;
            }

            ScimError? error = null;
            if (name.Equals("value", StringComparison.OrdinalIgnoreCase))
            {
                var start = (int)reader.TokenStartIndex;
                error = value.IsEmpty ? JsonReading.Check(ref reader) : JsonReading.TwiceInOneObject(name);
                value = json[start..(int)reader.BytesConsumed];
            }
            else if (name.Equals("op", StringComparison.OrdinalIgnoreCase))
            {
                error = verb is null ? ReadText(ref reader, number, "op", out verb) : JsonReading.TwiceInOneObject(name);
            }
            else if (name.Equals("path", StringComparison.OrdinalIgnoreCase))
            {
                error = path is null ? ReadText(ref reader, number, "path", out path) : JsonReading.TwiceInOneObject(name);
            }
            else
            {
                error = JsonReading.Check(ref reader);
            }

            if (error is not null)
            {
                return error;
            }
        }

        return ReadVerb(verb, number, out var known) ?? Complete(known, path, value, number, out operation);
    }

    private static ScimError? Complete(PatchVerb verb, string? path, ReadOnlyMemory<byte> value, int number, out PatchOperation operation)
    {
        operation = new PatchOperation(verb, string.IsNullOrWhiteSpace(path) ? null : path.Trim(), value);
        return value.IsEmpty && verb != PatchVerb.Remove ? ScimError.InvalidValue($"Operation {number} has no value.") : null;
    }

    private static ScimError? ReadVerb(string? verb, int number, out PatchVerb known)
    {
        known = PatchVerb.Add;
        if (verb is null)
        {
            return ScimError.InvalidSyntax($"Operation {number} has no op: send add, replace or remove.");
        }

        if (verb.Equals("replace", StringComparison.OrdinalIgnoreCase))
        {
            known = PatchVerb.Replace;
        }
        else if (verb.Equals("remove", StringComparison.OrdinalIgnoreCase))
        {
            known = PatchVerb.Remove;
        }
        else if (!verb.Equals("add", StringComparison.OrdinalIgnoreCase))
        {
            return ScimError.InvalidSyntax($"Operation {number} has the op {ScimError.Shown(verb)}: there are add, replace and remove.");
        }

        return null;
    }

    private static ScimError? ReadText(ref Utf8JsonReader reader, int number, string name, out string? text)
    {
        text = null;
        if (reader.TokenType == JsonTokenType.Null)
        {
            return null;
        }

        if (reader.TokenType != JsonTokenType.String)
        {
            return ScimError.InvalidSyntax($"The {name} of operation {number} must be a string.");
        }

        return JsonReading.ReadText(ref reader, name, out text);
    }

    // Left out it is forgiven; a body that says it is something else is not a PATCH.
    private static ScimError? ReadSchemas(ref Utf8JsonReader reader)
    {
        if (JsonReading.ReadNode(ref reader, "schemas", out var node) is { } error)
        {
            return error;
        }

        if (Canonicalizer.IsEmpty(node))
        {
            return null;
        }

        foreach (var schema in node as System.Text.Json.Nodes.JsonArray ?? [])
        {
            if (CanonicalJson.TryText(schema, out var urn) && urn.Equals(ScimUrns.PatchOp, StringComparison.OrdinalIgnoreCase))
            {
                return null;
            }
        }

        return ScimError.InvalidSyntax($"The schemas of a PATCH must name {ScimUrns.PatchOp}.");
    }
}
