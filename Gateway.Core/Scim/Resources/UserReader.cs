using System.Text.Json.Nodes;
using Gateway.Core.Scim.Errors;

namespace Gateway.Core.Scim.Resources;

/// <summary>Reads the user of a POST or PUT body.</summary>
public static class UserReader
{
    /// <summary>The user, or why it cannot be one: malformed JSON is invalidSyntax, a wrong or missing value invalidValue.</summary>
    public static ScimResult<ScimUser> Read(ReadOnlyMemory<byte> json) => throw new NotImplementedException();

    /// <summary>From an object that was parsed elsewhere; it is left as it is.</summary>
    public static ScimResult<ScimUser> Read(JsonObject json) => throw new NotImplementedException();
}
