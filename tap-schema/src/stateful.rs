//! Types whose resources hold data that goes with them: what a deletion or a replacement would lose.
//!
//! The table starts from the types of which cfn-lint's rule I3011 wants both policies, since AWS's documentation of `DeletionPolicy` does,
//! and goes on with every other type in which users or applications put what a template does not have. A type that only names data kept
//! elsewhere is not in it, unless the data can't be read any more without it, as with a key. Instances of EC2 and of database clusters are
//! not in it either: what is worth keeping is on volumes and in the clusters, and instances come and go.

/// Types and what is lost with a resource of each, sorted.
const HOLDS: &[(&str, &str)] = &[
    ("AWS::ACMPCA::CertificateAuthority", "its private key, and with it what it has issued"),
    ("AWS::APS::Workspace", "its metrics"),
    ("AWS::AmazonMQ::Broker", "its messages"),
    ("AWS::Backup::BackupVault", "its recovery points; AWS deletes no vault that has any"),
    ("AWS::Backup::LogicallyAirGappedBackupVault", "its recovery points; AWS deletes no vault that has any"),
    ("AWS::BedrockAgentCore::Memory", "what its agents remember"),
    ("AWS::Cassandra::Keyspace", "the rows of its tables"),
    ("AWS::Cassandra::Table", "its rows"),
    ("AWS::CloudFront::KeyValueStore", "its keys and values"),
    ("AWS::CloudHSM::Cluster", "its keys"),
    ("AWS::CloudTrail::EventDataStore", "its events"),
    ("AWS::CodeArtifact::Domain", "the packages of its repositories"),
    ("AWS::CodeArtifact::Repository", "its packages"),
    ("AWS::CodeCommit::Repository", "its code and history"),
    ("AWS::Cognito::IdentityPool", "its identities"),
    ("AWS::Cognito::UserPool", "its users and their passwords"),
    ("AWS::Connect::Instance", "its contacts and recordings' index"),
    ("AWS::CustomerProfiles::Domain", "its profiles"),
    ("AWS::DSQL::Cluster", "its databases"),
    ("AWS::Detective::Graph", "its behaviour graph"),
    ("AWS::DirectoryService::MicrosoftAD", "its directory"),
    ("AWS::DirectoryService::SimpleAD", "its directory"),
    ("AWS::DocDB::DBCluster", "its databases"),
    ("AWS::DocDBElastic::Cluster", "its databases"),
    ("AWS::DynamoDB::GlobalTable", "its items, in every region"),
    ("AWS::DynamoDB::Table", "its items"),
    ("AWS::EC2::Volume", "what is on it"),
    ("AWS::ECR::PublicRepository", "its images"),
    ("AWS::ECR::Repository", "its images; AWS deletes no repository that has any, unless EmptyOnDelete says so"),
    ("AWS::EFS::FileSystem", "its files"),
    ("AWS::EMR::Cluster", "the files of its HDFS"),
    ("AWS::ElastiCache::CacheCluster", "its entries"),
    ("AWS::ElastiCache::ReplicationGroup", "its entries"),
    ("AWS::ElastiCache::ServerlessCache", "its entries"),
    ("AWS::Elasticsearch::Domain", "its indices"),
    ("AWS::Events::Archive", "its events"),
    ("AWS::FSx::FileSystem", "its files"),
    ("AWS::FSx::Snapshot", "the state it keeps"),
    ("AWS::FSx::Volume", "its files"),
    ("AWS::HealthLake::FHIRDatastore", "its records"),
    ("AWS::IoTAnalytics::Channel", "its messages"),
    ("AWS::IoTAnalytics::Datastore", "its messages"),
    ("AWS::KMS::Key", "everything that is encrypted with it, once its waiting period is over"),
    ("AWS::KMS::ReplicaKey", "everything that only it can decrypt in its region, once its waiting period is over"),
    ("AWS::Kendra::Index", "its documents' index"),
    ("AWS::Kinesis::Stream", "its records"),
    ("AWS::KinesisVideo::Stream", "its video"),
    ("AWS::Lightsail::Bucket", "its objects"),
    ("AWS::Lightsail::Database", "its databases"),
    ("AWS::Lightsail::Disk", "what is on it"),
    ("AWS::Location::GeofenceCollection", "its geofences"),
    ("AWS::Location::Tracker", "its positions"),
    ("AWS::Logs::LogGroup", "its logs"),
    ("AWS::Logs::LogStream", "its logs"),
    ("AWS::MSK::Cluster", "the records of its topics"),
    ("AWS::MSK::ServerlessCluster", "the records of its topics"),
    ("AWS::MemoryDB::Cluster", "its entries"),
    ("AWS::Neptune::DBCluster", "its graph"),
    ("AWS::NeptuneGraph::Graph", "its graph"),
    ("AWS::Omics::AnnotationStore", "its annotations"),
    ("AWS::Omics::ReferenceStore", "its references"),
    ("AWS::Omics::SequenceStore", "its read sets"),
    ("AWS::Omics::VariantStore", "its variants"),
    ("AWS::OpenSearchServerless::Collection", "its indices"),
    ("AWS::OpenSearchService::Domain", "its indices"),
    ("AWS::Organizations::Account", "the account: it is closed"),
    ("AWS::PaymentCryptography::Key", "the key"),
    ("AWS::QLDB::Ledger", "its journal"),
    ("AWS::RDS::DBCluster", "its databases"),
    ("AWS::RDS::DBInstance", "its databases"),
    ("AWS::Redshift::Cluster", "its databases"),
    ("AWS::RedshiftServerless::Namespace", "its databases"),
    ("AWS::RedshiftServerless::Snapshot", "the state it keeps"),
    ("AWS::Rekognition::Collection", "its faces"),
    ("AWS::S3::Bucket", "its objects; AWS deletes no bucket that has any"),
    ("AWS::S3Express::DirectoryBucket", "its objects; AWS deletes no bucket that has any"),
    ("AWS::S3Outposts::Bucket", "its objects; AWS deletes no bucket that has any"),
    ("AWS::S3Tables::Table", "its rows"),
    ("AWS::S3Tables::TableBucket", "its tables; AWS deletes no table bucket that has any"),
    ("AWS::S3Vectors::Index", "its vectors"),
    ("AWS::S3Vectors::VectorBucket", "its vectors; AWS deletes no vector bucket that has an index"),
    ("AWS::SDB::Domain", "its items"),
    ("AWS::SES::MailManagerArchive", "its messages"),
    ("AWS::SQS::Queue", "its messages"),
    ("AWS::SSM::Parameter", "its value, if somebody changed it since, and its history"),
    ("AWS::SageMaker::Domain", "the files of its users' home directories, unless they are retained"),
    ("AWS::SageMaker::FeatureGroup", "the records of its online store"),
    ("AWS::SecretsManager::Secret", "its value"),
    ("AWS::StorageGateway::Volume", "what is on it"),
    ("AWS::Timestream::Database", "the records of its tables"),
    ("AWS::Timestream::InfluxDBCluster", "its buckets"),
    ("AWS::Timestream::InfluxDBInstance", "its buckets"),
    ("AWS::Timestream::Table", "its records"),
    ("AWS::VerifiedPermissions::PolicyStore", "its policies that no template has"),
    ("AWS::WorkSpaces::Workspace", "what is on its volumes"),
];

/// What is lost with a resource of this type; nothing if it holds no data of its own.
///
/// An instance of RDS is in the table although one of a cluster holds nothing: only its properties tell.
///
/// ```
/// assert_eq!(tap_schema::stateful::holds("AWS::DynamoDB::Table"), Some("its items"));
/// assert_eq!(tap_schema::stateful::holds("AWS::IAM::Role"), None);
/// ```
pub fn holds(kind: &str) -> Option<&'static str> {
    HOLDS.binary_search_by_key(&kind, |(known, _)| known).ok().map(|found| HOLDS[found].1)
}

#[cfg(test)]
mod tests {
    use super::HOLDS;

    #[test]
    fn the_table_is_sorted_and_of_known_types() {
        assert!(HOLDS.is_sorted_by_key(|(kind, _)| kind));
        let unknown: Vec<_> = HOLDS.iter().filter(|(kind, _)| crate::resource_type(kind).is_none()).collect();
        assert!(unknown.is_empty(), "{unknown:?}");
    }
}
