using Gateway.Core.Scim.Errors;
using Gateway.Core.Scim.Resources;

namespace Gateway.Core.Scim.Filters;

/// <summary>Resolves the name of an attribute as filters, PATCH and sortBy write it: <c>attr</c>, <c>attr.sub</c>, each with a URN and a colon in
/// front, in any case. RFC 7644 §3.10.</summary>
internal static class AttributePaths
{
    private const int MaxLength = 1024;

    /// <summary>The path, or false and one sentence for the administrator (without its final stop).</summary>
    public static bool TryResolve(string text, ResourceType type, out AttributePath path, out string problem)
    {
        path = null!;
        problem = $"{ScimError.Shown(text)} is not an attribute of a {type.Name}";
        if (text.Length > MaxLength)
        {
            return false;
        }

        if (!text.Contains(':', StringComparison.Ordinal))
        {
            return TryCore(text, type, ref path, ref problem);
        }

        if (Canonicalizer.IsUnder(type.Schema.Id, text, out var core))
        {
            return TryCore(core, type, ref path, ref problem);
        }

        foreach (var extension in type.Extensions)
        {
            if (Canonicalizer.IsUnder(extension.Id, text, out var rest))
            {
                return TryNames(rest, extension.Id, extension.Find, ref path, ref problem);
            }
        }

        var colon = text.LastIndexOf(':');
        var urn = text[..colon];
        return IsForeignUrn(urn) && TryNames(text[(colon + 1)..], urn, null, ref path, ref problem);
    }

    /// <summary>A sub-attribute of an element, inside a value path.</summary>
    public static bool TryResolveInside(string text, AttributePath element, out AttributePath path, out string problem)
    {
        path = null!;
        problem = $"{element} has no part {ScimError.Shown(text)}";
        if (!IsName(text))
        {
            return false;
        }

        if (element.Definition is not { } definition)
        {
            path = new AttributePath(null, text, null, null, null);
            return true;
        }

        if (definition.Find(text) is not { } sub)
        {
            return false;
        }

        path = new AttributePath(null, sub.Name, null, sub, null);
        return true;
    }

    /// <summary>A URN that may name an extension that the gateway does not know.</summary>
    public static bool IsForeignUrn(string urn)
    {
        if (!urn.StartsWith("urn:", StringComparison.OrdinalIgnoreCase) || urn.Length < 6
            || urn.StartsWith("urn:ietf:params:scim:schemas:core:", StringComparison.OrdinalIgnoreCase)
            || urn.StartsWith("urn:ietf:params:scim:api:", StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }

        foreach (var c in urn)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not (':' or '.' or '-' or '_' or '/' or '+' or '%' or '#' or '@' or '~'))
            {
                return false;
            }
        }

        return true;
    }

    private static bool TryCore(string text, ResourceType type, ref AttributePath path, ref string problem) =>
        TryNames(text, null, type.Find, ref path, ref problem);

    private static bool TryNames(string text, string? extension, Func<string, AttributeDefinition?>? find, ref AttributePath path, ref string problem)
    {
        var dot = text.IndexOf('.', StringComparison.Ordinal);
        var name = dot < 0 ? text : text[..dot];
        var sub = dot < 0 ? null : text[(dot + 1)..];
        if (!IsName(name) || (sub is not null && !IsName(sub)))
        {
            return false;
        }

        if (find is null)
        {
            path = new AttributePath(extension, name, sub, null, null);
            return true;
        }

        if (find(name) is not { } definition)
        {
            return false;
        }

        var part = sub is null ? null : definition.Find(sub);
        if (sub is not null && part is null)
        {
            problem = $"{definition.Name} has no part {ScimError.Shown(sub)}";
            return false;
        }

        path = new AttributePath(extension, definition.Name, part?.Name, definition, part);
        return true;
    }

    // attrname = ALPHA *(nameChar), nameChar = "-" / "_" / DIGIT / ALPHA (RFC 7643 §2.1); $ref is the one exception.
    private static bool IsName(string text)
    {
        if (text.Length == 0 || (!char.IsAsciiLetter(text[0]) && text[0] != '$'))
        {
            return false;
        }

        for (var i = 1; i < text.Length; i++)
        {
            if (!char.IsAsciiLetterOrDigit(text[i]) && text[i] is not ('-' or '_'))
            {
                return false;
            }
        }

        return true;
    }
}
