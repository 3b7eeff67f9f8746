using System.Text.Json.Nodes;
using Gateway.Core.Scim.Errors;
using Gateway.Core.Scim.Filters;

namespace Gateway.Core.Scim.Resources;

/// <summary>Which attributes a client asked to see. RFC 7644 §3.9.</summary>
public sealed class AttributeProjection
{
    private const int MaxLength = 4096;
    private readonly ResourceType type;
    private readonly Names? asked;
    private readonly Names? excluded;

    private AttributeProjection(ResourceType type, Names? asked, Names? excluded)
    {
        this.type = type;
        this.asked = asked;
        this.excluded = excluded;
    }

    /// <summary>True if neither parameter was given.</summary>
    public bool IsDefault => asked is null && excluded is null;

    /// <summary>Both parameters are lists of names separated by commas; a name that no schema knows asks for nothing and is no error.
    /// Where both are given, what is asked for is shown without what is excluded. Longer than 4 KB is invalidValue.</summary>
    public static ScimResult<AttributeProjection> Parse(string? attributes, string? excludedAttributes, ResourceType type)
    {
        if (attributes?.Length > MaxLength || excludedAttributes?.Length > MaxLength)
        {
            return ScimError.InvalidValue($"attributes and excludedAttributes may be at most {MaxLength} characters long.");
        }

        return new AttributeProjection(type, Names.Read(attributes, type), Names.Read(excludedAttributes, type));
    }

    /// <summary>Whether a top-level attribute can appear in the answer, so that what is costly is read only then: members, groups.</summary>
    public bool Wants(string attribute)
    {
        var definition = type.Find(attribute);
        if (definition?.Returned == Returned.Never)
        {
            return false;
        }

        return definition?.Returned == Returned.Always
            || (asked is null ? definition?.Returned != Returned.Request : asked.HasAnyOf(attribute)) && excluded?.HasWhole(attribute) != true;
    }

    /// <summary>The resource as the client asked to see it; <c>schemas</c> and <c>id</c> always stay. The given object is left as it is, and
    /// may be what is returned.</summary>
    public JsonObject Apply(JsonObject fullResource)
    {
        if (IsDefault && fullResource.All(member => Wants(member.Key)))
        {
            return fullResource;
        }

        var shown = JsonReading.NewObject();
        foreach (var (name, value) in fullResource)
        {
            if (Wants(name) && Part(name, value) is { } part)
            {
                shown[name] = part;
            }
        }

        return shown;
    }

    private JsonNode? Part(string name, JsonNode? value)
    {
        if (type.Find(name) is { Returned: Returned.Always })
        {
            return value?.DeepClone();
        }

        var shown = asked is null || asked.HasWhole(name) ? value?.DeepClone() : Only(value, sub => asked.HasPart(name, sub));
        return excluded is null ? shown : Only(shown, sub => !excluded.HasPart(name, sub));
    }

    /// <summary>A complex value, or each of several, with some of its parts; null if none is left.</summary>
    private static JsonNode? Only(JsonNode? value, Func<string, bool> isShown)
    {
        switch (value)
        {
            case JsonArray elements:
                var some = new JsonArray();
                foreach (var element in elements)
                {
                    if (Only(element, isShown) is { } part)
                    {
                        some.Add(part);
                    }
                }

                return some.Count == 0 && elements.Count > 0 ? null : some;
            case JsonObject complex:
                var parts = JsonReading.NewObject();
                foreach (var (name, part) in complex)
                {
                    if (isShown(name))
                    {
                        parts[name] = part?.DeepClone();
                    }
                }

                return parts.Count == 0 && complex.Count > 0 ? null : parts;
            default:
                return value?.DeepClone();
        }
    }

    /// <summary>The names of one parameter. An extension is a top-level attribute whose parts are its attributes.</summary>
    private sealed class Names
    {
        private readonly HashSet<string> whole = new(StringComparer.OrdinalIgnoreCase);
        private readonly Dictionary<string, HashSet<string>> parts = new(StringComparer.OrdinalIgnoreCase);

        public static Names? Read(string? text, ResourceType type)
        {
            if (string.IsNullOrWhiteSpace(text))
            {
                return null;
            }

            var names = new Names();
            foreach (var name in text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
            {
                names.Add(name, type);
            }

            return names;
        }

        public bool HasWhole(string attribute) => whole.Contains(attribute);

        public bool HasAnyOf(string attribute) => whole.Contains(attribute) || parts.ContainsKey(attribute);

        public bool HasPart(string attribute, string part) => parts.TryGetValue(attribute, out var some) && some.Contains(part);

        private void Add(string name, ResourceType type)
        {
            whole.Add(name); // As it stands: an attribute that no schema knows, or an extension.
            if (!AttributePaths.TryResolve(name, type, out var path, out _))
            {
                return;
            }

            if (path.Extension is { } extension)
            {
                AddPart(extension, path.Name);
            }
            else if (path.SubName is { } sub)
            {
                AddPart(path.Name, sub);
            }
            else
            {
                whole.Add(path.Name);
            }
        }

        private void AddPart(string attribute, string part)
        {
            if (!parts.TryGetValue(attribute, out var some))
            {
                parts[attribute] = some = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
            }

            some.Add(part);
        }
    }
}
