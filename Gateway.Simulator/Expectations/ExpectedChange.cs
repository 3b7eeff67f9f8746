namespace Gateway.Simulator.Expectations;

/// <summary>One entry that <c>changes</c> must have.</summary>
/// <param name="Path">The SCIM path that is its key; <c>emails</c> stands for every key that begins so.</param>
/// <param name="From">The value before, as JSON text.</param>
/// <param name="To">The value after, as JSON text.</param>
internal sealed record ExpectedChange(string Path, string From, string To);
