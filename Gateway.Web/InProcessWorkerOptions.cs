namespace Gateway.Web;

/// <summary>Whether this process delivers too. A text, so that a wrong one is named together with every other wrong option.</summary>
public sealed class InProcessWorkerOptions
{
    public const string Section = "Gateway:Worker";

    /// <summary><c>true</c> or <c>false</c>.</summary>
    public string InProcess { get; set; } = "true";

    internal bool Wanted => !bool.TryParse(InProcess, out var wanted) || wanted;

    internal bool IsValid() => bool.TryParse(InProcess, out _);
}
