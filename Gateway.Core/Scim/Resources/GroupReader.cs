using System.Text.Json;
using System.Text.Json.Nodes;
using Gateway.Core.Scim.Errors;

namespace Gateway.Core.Scim.Resources;

/// <summary>Reads the group of a POST or PUT body. Members are streamed: 100,000 of them cost their values and nothing else.</summary>
public static class GroupReader
{
    /// <summary>The group and its members' values, or why it cannot be one. <c>"members": null</c> is as if the key were absent: it must not
    /// empty a group.</summary>
    public static ScimResult<GroupBody> Read(ReadOnlyMemory<byte> json)
    {
        JsonObject? body = null;
        IReadOnlyList<string>? members = null;
        if (JsonReading.WalkObject(json.Span, (ref Utf8JsonReader reader) => Read(ref reader, out body, out members, out _)) is { } error)
        {
            return error;
        }

        var attributes = Canonicalizer.Resource(body!, ResourceType.Group);
        return attributes.Succeeded ? new GroupBody(new ScimGroup(attributes.Value), members) : attributes.Error;
    }

    /// <summary>The members of an object: <c>members</c> as values (null if absent or null), the rest as they came.</summary>
    internal static ScimError? Read(ref Utf8JsonReader reader, out JsonObject body, out IReadOnlyList<string>? members, out bool hasMembers)
    {
        body = JsonReading.NewObject();
        members = null;
        hasMembers = false;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            if (JsonReading.ReadName(ref reader, out var name) is { } unreadable)
            {
                return unreadable;
            }

            var error = (ScimError?)null;
            if (IsMembers(name))
            {
                error = hasMembers ? JsonReading.TwiceInOneObject(name) : MemberValues.Read(ref reader, out members);
                hasMembers = true;
            }
            else
            {
                error = JsonReading.ReadNode(ref reader, name, out var node);
                if (error is null && !body.TryAdd(name, node))
                {
                    error = JsonReading.TwiceInOneObject(name);
                }
            }

            if (error is not null)
            {
                return error;
            }
        }

        return null;
    }

    private static bool IsMembers(string name) =>
        name.Equals("members", StringComparison.OrdinalIgnoreCase) || name.Equals(ScimUrns.Group + ":members", StringComparison.OrdinalIgnoreCase);
}
