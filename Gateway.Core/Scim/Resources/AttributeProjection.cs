using System.Text.Json.Nodes;
using Gateway.Core.Scim.Errors;

namespace Gateway.Core.Scim.Resources;

/// <summary>Which attributes a client asked to see. RFC 7644 §3.9.</summary>
public sealed class AttributeProjection
{
    /// <summary>Both parameters are lists of names separated by commas; a name that no schema knows asks for nothing and is no error.
    /// Where both are given, what is asked for is shown without what is excluded.</summary>
    public static ScimResult<AttributeProjection> Parse(string? attributes, string? excludedAttributes, ResourceType type) => throw new NotImplementedException();

    /// <summary>True if neither parameter was given.</summary>
    public bool IsDefault => throw new NotImplementedException();

    /// <summary>Whether a top-level attribute can appear in the answer, so that what is costly is read only then: members, groups.</summary>
    public bool Wants(string attribute) => throw new NotImplementedException();

    /// <summary>The resource as the client asked to see it; <c>schemas</c> and <c>id</c> always stay. The given object is left as it is.</summary>
    public JsonObject Apply(JsonObject fullResource) => throw new NotImplementedException();
}
