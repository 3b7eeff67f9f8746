using System.Text;
using System.Text.Json.Nodes;
using Gateway.Core.Scim.Errors;
using Gateway.Core.Scim.Patch;
using Gateway.Core.Scim.Resources;

namespace Gateway.Tests.Scim;

/// <summary>JSON written as C# people write it in tests: with single quotes.</summary>
internal static class Json
{
    public static ReadOnlyMemory<byte> Bytes(string json) => Encoding.UTF8.GetBytes(json.Replace('\'', '"'));

    public static JsonNode Node(string json) => JsonNode.Parse(Bytes(json).Span)!;

    public static ScimUser User(string json) => Good(UserReader.Read(Bytes(json)));

    /// <summary>Operations without the envelope.</summary>
    public static IReadOnlyList<PatchOperation> Operations(string operations) =>
        Good(PatchReader.Read(Bytes($"{{'schemas':['{ScimUrns.PatchOp}'],'Operations':[{operations}]}}")));

    public static T Good<T>(ScimResult<T> result) where T : class
    {
        Assert.Null(result.Error);
        return result.Value!;
    }

    public static void Same(string expected, JsonNode? actual) =>
        Assert.True(CanonicalJson.Same(Node(expected), actual), $"expected {expected}\nactual   {actual?.ToJsonString()}");
}
