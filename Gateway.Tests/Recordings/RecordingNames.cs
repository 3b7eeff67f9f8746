namespace Gateway.Tests.Recordings;

/// <summary>One case for each file.</summary>
public sealed class RecordingNames : TheoryData<string>
{
    public RecordingNames() => AddRange([.. Recording.Names]);
}
