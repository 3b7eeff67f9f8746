using System.Text.Json.Nodes;
using Gateway.Core.Scim.Errors;

namespace Gateway.Core.Scim.Resources;

/// <summary>Reads the user of a POST or PUT body.</summary>
public static class UserReader
{
    /// <summary>The user, or why it cannot be one: malformed JSON is invalidSyntax, a wrong or missing value invalidValue.</summary>
    public static ScimResult<ScimUser> Read(ReadOnlyMemory<byte> json)
    {
        var body = JsonReading.ReadObject(json);
        return body.Succeeded ? Read(body.Value) : body.Error;
    }

    /// <summary>From an object that was parsed elsewhere; it is left as it is.</summary>
    public static ScimResult<ScimUser> Read(JsonObject json)
    {
        var attributes = Canonicalizer.Resource(json, ResourceType.User);
        return attributes.Succeeded ? new ScimUser(attributes.Value) : attributes.Error;
    }
}
