namespace Gateway.Core.Storage;

/// <summary>Where the gateway keeps its state.</summary>
public sealed class StorageOptions
{
    public const string Section = "Gateway:Storage";

    /// <summary>Folder of the SQLite file and of the Data Protection keys, created with owner-only rights; relative to the content root.</summary>
    public string Path { get; set; } = "data";

    /// <summary><c>ConnectionStrings:Gateway</c>: a PostgreSQL connection string; null means the embedded SQLite.</summary>
    public string? ConnectionString { get; set; }
}
