using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Gateway.Core.Scim.Resources;

namespace Gateway.Core.Scim.Patch;

/// <summary>RFC 7644 §3.5.2.</summary>
public enum PatchVerb
{
    Add,
    Replace,
    Remove,
}

/// <summary>One operation of a PATCH. RFC 7644 §3.5.2.</summary>
/// <param name="Verb">What to do.</param>
/// <param name="Path">As it was sent; null if absent or empty.</param>
/// <param name="Value">The value's JSON, well-formed and within the bounds of <see cref="JsonReading"/>; empty if absent. It may be a
/// slice of the request's body, which must stay as it is while the operation is in use.</param>
public sealed record PatchOperation(PatchVerb Verb, string? Path, ReadOnlyMemory<byte> Value)
{
    /// <summary>An operation that did not come as JSON. A null value is JSON's null; only a removal has none.</summary>
    public static PatchOperation Of(PatchVerb verb, string? path, JsonNode? value) =>
        new(verb, path, value is not null ? Encoding.UTF8.GetBytes(CanonicalJson.Write(value)) : verb == PatchVerb.Remove ? default : "null"u8.ToArray());

    internal bool HasValue => !Value.IsEmpty;

    /// <summary>What kind of JSON the value is, from its first byte.</summary>
    internal JsonValueKind ValueKind => Value.IsEmpty ? JsonValueKind.Undefined : Value.Span[0] switch
    {
        (byte)'{' => JsonValueKind.Object,
        (byte)'[' => JsonValueKind.Array,
        (byte)'"' => JsonValueKind.String,
        (byte)'n' => JsonValueKind.Null,
        (byte)'t' => JsonValueKind.True,
        (byte)'f' => JsonValueKind.False,
        _ => JsonValueKind.Number,
    };
}
