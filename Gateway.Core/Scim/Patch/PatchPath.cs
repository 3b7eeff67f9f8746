using Gateway.Core.Scim.Errors;
using Gateway.Core.Scim.Filters;
using Gateway.Core.Scim.Resources;

namespace Gateway.Core.Scim.Patch;

/// <summary>What an operation points to. RFC 7644 §3.5.2 Figure 1: <c>attr</c>, <c>attr.sub</c>, <c>attr[filter]</c>, <c>attr[filter].sub</c>,
/// each with a URN and a colon in front; or an extension as a whole.</summary>
/// <param name="Attribute">Null for a whole extension.</param>
/// <param name="Filter">Selects elements; null for all of them.</param>
/// <param name="Extension">The URN of the whole extension, else null.</param>
internal sealed record PatchPath(AttributePath? Attribute, FilterExpression? Filter, string? Extension)
{
    /// <param name="text">As it was sent.</param>
    /// <param name="type">The resource that it points into.</param>
    /// <param name="isHeld">Whether the resource holds an extension of that URN, which the gateway need not know.</param>
    public static ScimResult<PatchPath> Parse(string text, ResourceType type, Func<string, bool> isHeld)
    {
        var bracket = text.IndexOf('[', StringComparison.Ordinal);
        if (bracket >= 0)
        {
            return ParseSelecting(text, bracket, type);
        }

        if (type.FindExtension(text) is { } extension)
        {
            return new PatchPath(null, null, extension.Id);
        }

        // A URN that no schema knows: is its last part an attribute, or does it belong to the URN?
        if (AttributePaths.IsForeignUrn(text) && (isHeld(text) || text.EndsWith(":" + type.Name, StringComparison.OrdinalIgnoreCase)))
        {
            return new PatchPath(null, null, text);
        }

        return AttributePaths.TryResolve(text, type, out var attribute, out var problem)
            ? new PatchPath(attribute, null, null)
            : ScimError.InvalidPath(problem + ".");
    }

    private static ScimResult<PatchPath> ParseSelecting(string text, int bracket, ResourceType type)
    {
        if (!AttributePaths.TryResolve(text[..bracket], type, out var attribute, out var problem))
        {
            return ScimError.InvalidPath(problem + ".");
        }

        if (attribute.SubName is not null || attribute.Definition is { MultiValued: false } or { Type: not AttributeType.Complex })
        {
            return ScimError.InvalidPath($"{attribute} has no elements to select from in brackets.");
        }

        var end = EndOfFilter(text, bracket + 1);
        if (end < 0)
        {
            return ScimError.InvalidPath($"The path {ScimError.Shown(text[..bracket] + "[…")} has no closing bracket.");
        }

        var filter = FilterParser.ParseInner(text[(bracket + 1)..end], type, attribute);
        if (!filter.Succeeded)
        {
            return filter.Error;
        }

        var rest = text[(end + 1)..];
        if (rest.Length == 0)
        {
            return new PatchPath(attribute, filter.Value, null);
        }

        if (rest[0] != '.')
        {
            return ScimError.InvalidPath($"The path has {ScimError.Shown(rest)} after its closing bracket.");
        }

        return AttributePaths.TryResolveInside(rest[1..], attribute, out var sub, out problem)
            ? new PatchPath(attribute with { SubName = sub.Name, SubDefinition = sub.Definition }, filter.Value, null)
            : ScimError.InvalidPath(problem + ".");
    }

    /// <summary>The first closing bracket that is not inside a text.</summary>
    private static int EndOfFilter(string text, int from)
    {
        var isQuoted = false;
        for (var i = from; i < text.Length; i++)
        {
            switch (text[i])
            {
                case '\\' when isQuoted:
                    i++;
                    break;
                case '"':
                    isQuoted = !isQuoted;
                    break;
                case ']' when !isQuoted:
                    return i;
            }
        }

        return -1;
    }
}
