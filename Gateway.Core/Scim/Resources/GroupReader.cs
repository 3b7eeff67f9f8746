using Gateway.Core.Scim.Errors;

namespace Gateway.Core.Scim.Resources;

/// <summary>Reads the group of a POST or PUT body. Members are streamed: 100,000 of them cost their values and nothing else.</summary>
public static class GroupReader
{
    /// <summary>The group and its members' values, or why it cannot be one.</summary>
    public static ScimResult<GroupBody> Read(ReadOnlyMemory<byte> json) => throw new NotImplementedException();
}
