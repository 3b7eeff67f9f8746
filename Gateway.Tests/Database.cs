namespace Gateway.Tests;

/// <summary>The databases that a gateway runs on. A test that touches storage runs on each; see <see cref="Harness.EveryDatabaseAttribute"/>.</summary>
public enum Database
{
    Sqlite,
    PostgreSql,
}
